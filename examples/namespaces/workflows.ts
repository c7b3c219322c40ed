import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { asRecord } from '../../contract/plain-data.ts';
import { completed, type Example, expectThat } from '../example.ts';

/** A state machine whose end finishes the run; one of its steps is a function. */
export const workflows: Example = async ({ ductape, cloud, aws }) => {
  const { job_id } = await ductape.workflows.dispatch({
    workflow: 'daily_report',
    input: { orders: [12, 30, 7.5] },
  });
  const job = await completed(ductape, job_id);
  const sfn = new SFNClient({ ...aws, endpoint: cloud.endpoints.stepFunctions });
  const executionArn = String(asRecord(job.result).execution_arn);
  const { status, output = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  sfn.destroy();
  const { summary } = JSON.parse(output);
  expectThat(
    'an execution that summed up the orders',
    status === 'SUCCEEDED' && summary.total === 49.5,
    output,
  );
  return `execution ${executionArn.split(':').at(-1)} put out ${output}`;
};
