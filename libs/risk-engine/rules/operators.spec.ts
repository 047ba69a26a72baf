import { sampleFacts } from '../sample-facts';
import { settledBy } from './operators';
import { ruleContext } from './rule-context';

describe('an alternative', () => {
  it('makes good the failure of a rule, and never hides a mistake of ours', () => {
    const broken = (): boolean => {
      throw new TypeError('a mistake');
    };
    const alternative = settledBy(true, [broken, (): boolean => true]);
    expect(() => alternative(ruleContext(sampleFacts()))).toThrow(TypeError);
  });
});
