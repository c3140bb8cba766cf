import { vi } from 'vitest';
import { clusterContract } from '../contract/cluster.ts';
import { freshNamespace, realCluster } from './real.ts';

vi.setConfig({ testTimeout: 90_000 });

const address = realCluster();
if (address !== undefined) clusterContract('a real cluster', () => freshNamespace(address));
