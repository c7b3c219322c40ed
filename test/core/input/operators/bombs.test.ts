import { Limits } from '../../../../contract/limits.ts';
import { operatorIssues, secretsAsked } from '../../../../core/input/operators/check.ts';
import { evaluate } from '../../../../core/input/operators/evaluate.ts';
import { expectShort } from '../../../syncwork/cpu.ts';
import { bombs } from './bombs.ts';
import { scope } from './scope.ts';

const inRun = (input: unknown) =>
  evaluate(input, scope({ tz: 'America/New_York' })).then(
    (value) => ({ value }),
    (error: Error) => ({ error }),
  );

describe('a hostile input', () => {
  test.each(bombs())(
    'of %s is handled within 50 ms at dispatch and in the run',
    async (_what, end, input) => {
      const issues = operatorIssues(input, 'input');
      expect(issues.length).toBeLessThanOrEqual(100);
      expect(issues.length > 0 ? 'refused' : 'accepted').toBe(end === 'refused' ? 'refused' : 'accepted');
      await expectShort(() => [operatorIssues(input, 'input'), secretsAsked(input, 'input')]);

      const outcome = await inRun(input);
      expect('value' in outcome ? 'evaluated' : 'failed').toBe(end === 'evaluated' ? 'evaluated' : 'failed');
      if ('value' in outcome)
        expect(JSON.stringify(outcome.value).length).toBeLessThan(Limits.evaluatedInput);
      else {
        expect(outcome.error).toMatchObject({ code: 'VALIDATION_ERROR' });
        expect(outcome.error.message.length).toBeLessThan(600);
      }
      await expectShort(() => inRun(input));
    },
  );
});
