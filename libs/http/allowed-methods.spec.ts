import type { Request } from 'express';
import { allowedMethods } from './allowed-methods';

function layer(path: string, ...methods: string[]): object {
  return {
    ...(methods.length > 0 && {
      route: { methods: Object.fromEntries(methods.map((name) => [name, true])) },
    }),
    match: (asked: string) => (asked === path ? { path } : false),
  };
}

const stack = [
  layer('/things'),
  layer('/things', 'post'),
  layer('/things', 'get'),
  layer('/things', '_all'),
  layer('/others', 'delete'),
  layer('/everything', '_all'),
];

describe('the methods of a path', () => {
  it.each([
    ['/things', ['GET', 'HEAD', 'POST']],
    ['/others', ['DELETE']],
    ['/everything', []],
    ['/nowhere', []],
  ])('%s', (path, methods) => {
    const request = { path, app: { router: { stack } } } as unknown as Request;
    expect(allowedMethods(request)).toEqual(methods);
  });
});
