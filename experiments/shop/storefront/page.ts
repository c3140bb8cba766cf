/** The product page: prices it cannot do without, recommendations it can. */
import type { Answer } from '../service.ts';
import type { Memory } from './remembered.ts';
import type { PriceList } from './remote.ts';

export const bestSellers = ['mug', 'tea'];

export async function page(prices: Memory<PriceList>, recommendations: Memory<string[]>): Promise<Answer> {
  const [list, liked] = await Promise.all([prices.get(), recommendations.get()]);
  const products = Object.entries(list.value).map(([name, price]) => ({ name, price }));
  return { body: { products, recommendations: liked.value, personal: liked.fresh } };
}
