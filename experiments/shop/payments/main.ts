/** Payments: charges an order once an idempotency key, and lets an auditor look into the books. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Counter, Registry } from 'prom-client';
import { z } from 'zod';
import { serve, settings, type Call } from '../service.ts';
import { Ledger } from './ledger.ts';

const bankTime = 3;
const order = z.strictObject({ order: z.string(), amount: z.number() });

const { host, layout, drain } = settings();
const registry = new Registry();
const registers = [registry];
const counter = (name: string, help: string): Counter => new Counter({ name, help, registers });
const requests = counter('payments_requests_total', 'Charges asked for, repeated ones too.');
const charged = counter('payments_charged_total', 'Charges made.');
const replayed = counter('payments_replayed_total', 'Charges asked for again with a key already charged: answered, not charged.');
const ledger = new Ledger(() => sleep(bankTime));
const doubled = counter('payments_double_charged_total', 'Charges made for an order that had been charged before.');

async function charge(call: Call) {
  requests.inc();
  const { order: id, amount } = order.parse(JSON.parse(await call.text()));
  const booking = ledger.charge({ order: id, amount, key: String(call.headers['idempotency-key'] ?? crypto.randomUUID()) });
  const receipt = await booking.receipt;
  if (booking.replayed) replayed.inc();
  else charged.inc();
  if (!booking.replayed && ledger.standing(id, amount) === 'more than once') doubled.inc();
  return { body: { ...receipt, replayed: booking.replayed } };
}

/** Given the orders that shoppers were promised, answers how each stands, and how many charges ever came twice. */
async function audit(call: Call) {
  const promised = z.array(order).parse(JSON.parse(await call.text()));
  const standings = promised.map(({ order: id, amount }) => ({ order: id, standing: ledger.standing(id, amount) }));
  return { body: { standings, doubled: ledger.doubled } };
}

await serve({ host, port: layout.payments.port, registry, drain, routes: { '/charge': charge, '/audit': audit } });
