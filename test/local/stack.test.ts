import { Stack } from '../../local/stack.ts';

const thing = (name: string, stopped: string[]) => ({ stop: async () => void stopped.push(name) });

test('what was started is stopped, the last first', async () => {
  const stack = new Stack();
  const stopped: string[] = [];
  for (const name of ['one', 'two', 'three']) await stack.add(Promise.resolve(thing(name, stopped)));
  await stack.unwind();
  expect(stopped).toEqual(['three', 'two', 'one']);
});

test('what is still starting is waited for and stopped, and the one who starts it is told', async () => {
  const stack = new Stack();
  const stopped: string[] = [];
  await stack.add(Promise.resolve(thing('one', stopped)));
  const { promise, resolve } = Promise.withResolvers<ReturnType<typeof thing>>();
  const starting = expect(stack.add(promise)).rejects.toThrow('It is being stopped.');
  const unwound = stack.unwind();
  resolve(thing('late', stopped));
  await unwound;
  expect(stopped).toEqual(['late', 'one']);
  await starting;
});

test('what fails to start is not stopped, and does not hold up the rest', async () => {
  const stack = new Stack();
  const stopped: string[] = [];
  await stack.add(Promise.resolve(thing('one', stopped)));
  await expect(stack.add(Promise.reject(new Error('no port')))).rejects.toThrow('no port');
  await stack.unwind();
  expect(stopped).toEqual(['one']);
});
