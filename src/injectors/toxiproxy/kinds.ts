import type { InjectorKind } from '../../ports/injector.ts';
import { bandwidth } from './bandwidth.ts';
import { down } from './down.ts';
import { latency } from './latency.ts';
import { limitData } from './limit-data.ts';
import { resetPeer } from './reset-peer.ts';
import { slicer } from './slicer.ts';
import { slowClose } from './slow-close.ts';
import { timeout } from './timeout.ts';

/** Every fault on a TCP proxy, Toxiproxy's or our own. */
export const toxiproxyKinds: readonly InjectorKind[] = [latency, bandwidth, slowClose, timeout, resetPeer, slicer, limitData, down];
