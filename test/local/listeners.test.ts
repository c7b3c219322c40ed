import { readdirSync, readFileSync } from 'node:fs';

/** The sources of `folder` that contain `text`. */
/** Built packages, in `dist`, are not sources. */
function sourcesWith(folder: string, text: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.split('/').includes('dist'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && text.test(readFileSync(file, 'utf8')))
    .sort();
}

test('only what refuses web pages listens on this machine, and the mail catcher, which speaks no HTTP', () => {
  expect([...sourcesWith('local', /\.listen\(/), ...sourcesWith('examples', /\.listen\(/)]).toEqual([
    // Asks for a free port, and answers nothing.
    'local/engines/hidden-address.ts',
    'local/engines/messaging.ts',
    'local/lambda/loopback.ts',
    // Asks whether a port is free, and answers nothing.
    'local/taken-port.ts',
    'examples/mail-catcher.ts',
  ]);
  expect(readFileSync('local/engines/messaging.ts', 'utf8')).toMatch(
    /guard\(app\.server\);\s+await app\.listen/,
  );
});

test('only what makes texts visible writes to the terminal', () => {
  const writes = /process\.std(out|err)\b|\bconsole\.\w+\(/;
  expect(['local', 'cli', 'examples'].flatMap((folder) => sourcesWith(folder, writes))).toEqual([
    // In a process of its own, whose lines the host reads.
    'local/lambda/bootstrap.mjs',
    'local/terminal.ts',
    'cli/main.ts',
  ]);
});
