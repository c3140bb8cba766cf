import { command } from './program/kind.ts';
import { request } from './request/kind.ts';

export const commandKinds = [command, request] as const;
