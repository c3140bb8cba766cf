import { application } from './kind.ts';

export const applicationKind = application;
