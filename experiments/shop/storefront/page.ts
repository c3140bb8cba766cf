/** The product page: prices it cannot do without, recommendations it can. */
import type { Answer } from '../service.ts';
import type { Memory } from './remembered.ts';
import type { PriceList } from './remote.ts';

export const bestSellers = ['mug', 'tea'];

/** Without recommendations, where a flag turns them off, it shows what most people like. */
export async function page(prices: Memory<PriceList>, recommendations: Memory<string[]> | undefined): Promise<Answer> {
  const [list, liked] = await Promise.all([prices.get(), recommendations?.get() ?? { value: bestSellers, fresh: false }]);
  const products = Object.entries(list.value).map(([name, price]) => ({ name, price }));
  return { body: { products, recommendations: liked.value, personal: liked.fresh } };
}
