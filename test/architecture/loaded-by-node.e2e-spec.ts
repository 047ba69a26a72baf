import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { ProcessMetrics } from '@libs/metrics/process-metrics';
import { MainModule } from '../../src/main.module';

/** What Node itself has of a file that a test imports. */
declare const requireByNode: (path: string) => Readonly<Record<string, unknown>>;

// Were it Jest's to load, each test file would compile it anew, and the whole suite take half as long again.
describe('what a test imports', () => {
  it.each([
    ['@libs/metrics/process-metrics', 'ProcessMetrics', ProcessMetrics],
    ['../../src/main.module', 'MainModule', MainModule],
    ['typeorm', 'DataSource', DataSource],
    ['@nestjs/core', 'NestFactory', NestFactory],
  ])('of %s is what the product has', (path, name, imported) => {
    expect(requireByNode(require.resolve(path))[name]).toBe(imported);
  });
});
