import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import { EVERY_PROVIDER } from './every-provider.ts';
import { stackOf } from './synth.ts';

test("CloudFormation's own rules find nothing in the template", () => {
  process.env['CDK_VALIDATION'] = 'true';
  const assembly = Stage.of(stackOf({ config: EVERY_PROVIDER }))?.synth();
  const report = readFileSync(join(assembly?.directory ?? '', 'validation-report.json'), 'utf8');
  expect(JSON.parse(report).pluginReports).toEqual([]);
});
