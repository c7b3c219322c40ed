import { propertiesOf, synth } from './synth.ts';

function sourcesOf(props: Parameters<typeof synth>[0]) {
  const sources = Object.values(propertiesOf(synth(props), 'AWS::Lambda::EventSourceMapping'));
  return (queue: string) => {
    const source = sources.find(({ EventSourceArn: arn }) => arn === `<JobsQueue${queue}.Arn>`);
    return {
      pollers: source?.['ProvisionedPollerConfig'],
      concurrency: source?.['ScalingConfig'],
      batch: source?.['BatchSize'],
    };
  };
}

describe('provisioned pollers', () => {
  const pollers = (least: number, most: number) => ({ MinimumPollers: least, MaximumPollers: most });

  test('are those of the lanes of runs, at most as many as have the share of the lane at work, ten batches each', () => {
    const of = sourcesOf({ maximumConcurrency: 1000, provisionedPollers: { main: 20, slow: 4 } });
    expect(of('WakeUps')).toEqual({ pollers: pollers(20, 52), concurrency: undefined, batch: 10 });
    expect(of('Slow')).toEqual({ pollers: pollers(4, 36), concurrency: undefined, batch: 10 });
  });

  test('leave the other lanes to a bound of Lambda', () => {
    const of = sourcesOf({ maximumConcurrency: 1000, provisionedPollers: { main: 20, slow: 4 } });
    expect(of('Alone')).toEqual({ pollers: undefined, concurrency: { MaximumConcurrency: 80 }, batch: 1 });
    expect(of('Bulk')).toEqual({ pollers: undefined, concurrency: { MaximumConcurrency: 40 }, batch: 10 });
  });

  test.each([
    [56, [3, 2]],
    [99, [5, 3]],
    [10_000, [520, 360]],
  ])('of %d batches at once never have more at work than the shares', (maximumConcurrency, most) => {
    const of = sourcesOf({ maximumConcurrency, provisionedPollers: { main: 2, slow: 2 } });
    expect(['WakeUps', 'Slow'].map((queue) => of(queue).pollers)).toEqual(
      most.map((each) => pollers(2, each)),
    );
  });
});
