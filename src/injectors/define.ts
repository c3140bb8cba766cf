import type { JsonObject } from '../domain/json.ts';
import type { InjectorKind } from '../ports/injector.ts';

type Optional = 'needsFor';
type Definition<Spec extends JsonObject> = Omit<InjectorKind<Spec>, Optional> & Partial<Pick<InjectorKind<Spec>, Optional>>;

/** An injector kind with what a simple one need not say: its fault stays until it is taken back, so the file must say `for`. */
export function defineInjector<Spec extends JsonObject>(definition: Definition<Spec>): InjectorKind<Spec> {
  return { needsFor: () => true, ...definition };
}
