import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { alarmRules, type RuleProps } from './alarm-rules.ts';

export interface AlarmProps extends RuleProps {
  topic?: ITopic | undefined;
}

/** Creates the alarm of each rule. */
export function createAlarms(scope: Construct, props: AlarmProps): Alarm[] {
  return alarmRules(props).map((rule) => {
    const alarm = new Alarm(scope, `Alarm-${rule.name}`, {
      alarmName: `${props.serviceName}-${rule.name}`,
      alarmDescription: `${rule.meaning} See docs/operator-runbook.md#${rule.name}`,
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
    if (props.topic) alarm.addAlarmAction(new SnsAction(props.topic));
    return alarm;
  });
}
