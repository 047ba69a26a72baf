export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';
export type Plan = 'free' | 'growth' | 'scale' | 'unlimited';
