import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmRules, type RuleProps } from './alarm-rules.ts';

export interface AlarmProps extends RuleProps {
  topic?: ITopic | undefined;
  /** Whether the topic is told too when an alarm is over. */
  okActions?: boolean | undefined;
  runbookUrl?: string | undefined;
}

/** Creates the alarm of each rule; its text has links that an operator can click. */
export function createAlarms(scope: Construct, props: AlarmProps): Alarm[] {
  const { runbookUrl = 'docs/operator-runbook.md', serviceName } = props;
  const { region } = Stack.of(scope);
  const dashboard = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${serviceName}`;
  return alarmRules(props).map((rule) => {
    const alarm = new Alarm(scope, `Alarm-${rule.name}`, {
      alarmName: `${serviceName}-${rule.name}`,
      alarmDescription: `${rule.meaning} What to do: ${runbookUrl}#${rule.name} Dashboard: ${dashboard}`,
      metric: rule.metric,
      evaluationPeriods: rule.periods ?? 1,
      ...('above' in rule
        ? {
            threshold: rule.above,
            comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.NOT_BREACHING,
          }
        : {
            threshold: rule.below,
            comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
            treatMissingData: TreatMissingData.BREACHING,
          }),
    });
    if (props.topic) {
      const action = new SnsAction(props.topic);
      alarm.addAlarmAction(action);
      if (props.okActions) alarm.addOkAction(action);
    }
    return alarm;
  });
}
