import { Output } from '../../lib/outputs.ts';
import { synth } from './synth.ts';

test('the stack names what it made, each output referring to its resource', () => {
  const { Outputs } = synth().toJSON();
  expect(Object.keys(Outputs).sort()).toEqual(Object.values(Output).sort());
  expect(Outputs[Output.table].Value).toEqual({ Ref: expect.stringMatching(/^JobsTable/) });
  expect(Outputs[Output.queue].Value).toEqual({ Ref: expect.stringMatching(/^JobsQueueWakeUps/) });
  expect(Outputs[Output.executorFunction].Value).toEqual({
    Ref: expect.stringMatching(/^JobsExecutorFunction/),
  });
});
