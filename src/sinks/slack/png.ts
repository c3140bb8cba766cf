/** SVG → PNG, in a thread of its own and with the font that ships: no system has the same fonts, and without one no text is drawn. */
import { fileURLToPath } from 'node:url';

export const chartFont = 'DejaVu Sans';

const fonts = (): readonly string[] => [
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
];

/** Twice the chart's size, for screens that have the pixels. Rejects where the SVG cannot be read or the renderer is not there for this machine. */
export async function png(svg: string, signal: AbortSignal): Promise<Uint8Array> {
  const { renderAsync } = await import('@resvg/resvg-js');
  const fontFiles = fonts().map((address) => fileURLToPath(address));
  const image = await renderAsync(
    svg,
    { fitTo: { mode: 'zoom', value: 2 }, font: { fontFiles, loadSystemFonts: false, defaultFontFamily: chartFont } },
    signal,
  );
  return image.asPng();
}
