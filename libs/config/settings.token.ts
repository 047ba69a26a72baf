/** Injects the settings. A symbol, since an interface has no value at run time. */
export const SETTINGS = Symbol('Settings');
