import { Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { OptionalOutput, Output } from '../../lib/outputs.ts';
import { propertiesOf, stackOf, statementsOf, synth } from './synth.ts';

function withCaller(props: Parameters<typeof stackOf>[0]) {
  const stack = stackOf(props);
  const caller = new Role(stack, 'Caller', { assumedBy: new AccountPrincipal('123456789012') });
  const granted = () =>
    statementsOf(Template.fromStack(stack), 'Caller').map(({ actions, resources, condition }) => ({
      actions,
      resources,
      condition,
    }));
  return { scheduler: stack.scheduler, caller, granted };
}

describe('the URL of the dispatch function', () => {
  test('asks for an AWS signature, is that of the dispatch function alone, and is an output of the stack', () => {
    const template = synth({ functionUrl: true });
    expect(propertiesOf(template, 'AWS::Lambda::Url')).toEqual({
      JobsDispatchFunctionFunctionUrl: {
        AuthType: 'AWS_IAM',
        TargetFunctionArn: '<JobsDispatchFunction.Arn>',
      },
    });
    expect(Object.keys(template.toJSON()['Outputs']).sort()).toEqual(
      [...Object.values(Output), ...Object.values(OptionalOutput)].sort(),
    );
  });

  test.each([undefined, false])('is not there unless it is asked for (%p)', (functionUrl) => {
    const template = synth(functionUrl === undefined ? undefined : { functionUrl });
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });

  test('is open to no principal by a policy of the function', () => {
    const permissions = propertiesOf(synth({ functionUrl: true }), 'AWS::Lambda::Permission');
    for (const { Action, Principal } of Object.values(permissions))
      expect([Action, Principal]).toEqual(['lambda:InvokeFunction', 'apigateway.amazonaws.com']);
  });

  test('is called by a principal that is granted it, which does not reach the function otherwise', () => {
    const { scheduler, caller, granted } = withCaller({ functionUrl: true });
    scheduler.grantDispatchByUrl(caller);
    expect(granted()).toEqual([
      {
        actions: ['lambda:InvokeFunctionUrl'],
        resources: ['<JobsDispatchFunction.Arn>'],
        condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      },
      {
        actions: ['lambda:InvokeFunction'],
        resources: ['<JobsDispatchFunction.Arn>'],
        condition: { Bool: { 'lambda:InvokedViaFunctionUrl': true } },
      },
    ]);
  });

  test('is not reached by a caller of a product and env, nor by one that may only ask', () => {
    const config = { products: { shop: { envs: { prd: {} } } } };
    const { scheduler, caller, granted } = withCaller({ config, functionUrl: true });
    scheduler.grantDispatch(caller, { product: 'shop', env: 'prd' });
    scheduler.grantRead(caller);
    expect(new Set(granted().flatMap(({ actions }) => actions))).toEqual(new Set(['execute-api:Invoke']));
  });

  test('is not granted with the API as a whole', () => {
    const { scheduler, caller, granted } = withCaller({ functionUrl: true });
    scheduler.grantDispatch(caller);
    const actions = granted().flatMap((statement) => statement.actions);
    expect(actions.sort()).toEqual(['execute-api:Invoke', 'lambda:InvokeFunction']);
  });

  test('cannot be granted where there is none', () => {
    const { scheduler, caller } = withCaller({});
    expect(() => scheduler.grantDispatchByUrl(caller)).toThrow('grantDispatchByUrl needs functionUrl: true.');
  });

  test('has its own 5xx answers among those that ring', () => {
    const metrics = (template: Template) => {
      const [alarm] = Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm')).filter(
        ({ AlarmName: name }) => String(name).endsWith('-dispatch-errors'),
      );
      return JSON.stringify(alarm?.['Metrics']);
    };
    expect(metrics(synth({ functionUrl: true }))).toContain('Url5xxCount');
    expect(metrics(synth())).not.toContain('Url5xxCount');
  });
});
