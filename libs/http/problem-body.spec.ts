import { Problem } from './problem';
import { problemBody } from './problem-body';
import { PROBLEM_CATALOGUE } from './problem-catalogue';

const scene = { publicUrl: 'https://api.test', traceId: 'a'.repeat(32), url: '/v1/things?q=secret#x' };

describe('the body of a problem', () => {
  it('has the members of RFC 9457 and ours, and of the URL the path alone', () => {
    expect(problemBody(new Problem('not_found', 'There is nothing here.'), scene)).toEqual({
      type: 'https://api.test/problems/not_found',
      title: PROBLEM_CATALOGUE.not_found.title,
      status: 404,
      detail: 'There is nothing here.',
      instance: '/v1/things',
      code: 'not_found',
      traceId: scene.traceId,
    });
  });

  it('lists the errors, and takes members of its own that can replace no standard one', () => {
    const errors = [{ in: 'body', pointer: '/a', code: 'is_int', detail: 'd' }] as const;
    const problem = new Problem('validation_failed', 'd', { errors, extra: { reason: 'why', status: 200 } });
    expect(problemBody(problem, scene)).toMatchObject({ errors, reason: 'why', status: 422 });
  });

  it.each([
    [255, 255],
    [256, 256],
    [257, 256],
  ])('repeats a path of %i characters up to %i', (length, repeated) => {
    const url = `/${'x'.repeat(length - 1)}`;
    expect(problemBody(new Problem('not_found', 'd'), { ...scene, url }).instance).toHaveLength(repeated);
  });
});

describe('the catalogue', () => {
  it.each(Object.entries(PROBLEM_CATALOGUE))('says of %s what it means and how to mend it', (code, kind) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.status).toBeLessThan(600);
    expect(kind.title).toMatch(/^[A-Z].*[^.]$/);
    expect(kind.meaning).toMatch(/\.$/);
    expect(kind.remedy).toMatch(/\.$/);
  });
});
