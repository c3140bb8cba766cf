/** Set in everything an injection starts, so that any process finds it again without a pid: `FIREDRILL_INJECTION=fd-<run>-<n>`. */
export const injectionMark = 'FIREDRILL_INJECTION';
/** Set, to anything but nothing, in firedrill's own helpers (the guardian): no selector may ever choose them. */
export const ownMark = 'FIREDRILL_OWN';
