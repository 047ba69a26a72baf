export type Decision = 'allow' | 'review' | 'block';
