import '../shared/one-realm.ts';
import { createServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SmtpSender, StoredMessage } from '../../../contract/resources/notifications.ts';
import { close, type HttpServer, listen, type Received, startHttpServer } from '../../http-server.ts';
import { useEndpoint } from '../shared/aws-stand-in.ts';
import { failure } from '../shared/run-failure.ts';
import { sendingBy } from './sending.ts';

const messages: Record<string, StoredMessage> = {
  note: {
    email: {
      subject: 'Hello {{name}}',
      html: '<p>{{name}} owes {{amount}}</p>',
      text: '{{name}} owes {{amount}}',
    },
  },
};
const email = (recipients: string[], variables: object = { name: 'Ann', amount: 5 }) => ({
  email: { recipients, template: variables },
});

describe('e-mail by SMTP', () => {
  const mails: { to: string; raw: string }[] = [];
  let refused: Record<string, string> = {};
  let server: SMTPServer;
  let sender: SmtpSender;

  beforeAll(async () => {
    server = new SMTPServer({
      disabledCommands: ['STARTTLS'],
      // Runs keep their connections.
      closeTimeout: 100,
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: ({ username, password }, _session, done) =>
        password === 'p@ss/word' ? done(null, { user: username }) : done(new Error('wrong')),
      onRcptTo({ address }, _session, done) {
        const reply = refused[address];
        const [code, ...text] = (reply ?? '').split(' ');
        done(reply ? Object.assign(new Error(text.join(' ')), { responseCode: Number(code) }) : null);
      },
      onData(stream, session, done) {
        let raw = '';
        stream.on('data', (chunk) => (raw += chunk));
        stream.on('end', () => {
          mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', raw });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    sender = {
      transport: 'smtp',
      url: `smtp://jobs:$Secret{SMTP}@127.0.0.1:${port}`,
      from: 'Shop <shop@example.com>',
    };
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  beforeEach(() => {
    mails.length = 0;
    refused = {};
  });
  const sending = (secret = 'p@ss/word', rest: Partial<SmtpSender> = {}) =>
    sendingBy({ email: { ...sender, ...rest }, messages }, { SMTP: secret });

  test('sends each recipient a mail of its own, filled, with the run in its Message-ID', async () => {
    const result = await sending()(email(['a@example.com', 'b@example.com'], { name: '<Ann>', amount: 5 }));
    expect(mails.map(({ to }) => to).sort()).toEqual(['a@example.com', 'b@example.com']);
    const raw = mails.find(({ to }) => to === 'a@example.com')?.raw ?? '';
    expect(raw).toContain('Subject: Hello <Ann>');
    expect(raw).toContain('<p>&lt;Ann&gt; owes 5</p>');
    expect(raw).toContain('<Ann> owes 5');
    expect(raw).toContain('Message-ID: <job_1-1700000000000.0@ductape>');
    expect(raw).not.toContain('b@example.com');
    expect(result).toMatchObject({
      email: [
        { to: 'a@example.com', status: 'sent' },
        { to: 'b@example.com', status: 'sent' },
      ],
    });
  });

  test('lets no variable begin another header', async () => {
    await sending()(email(['a@example.com'], { name: 'Ann\r\nBcc: eve@example.com', amount: 1 }));
    expect(mails[0]?.raw.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
    expect(mails).toHaveLength(1);
  });

  test('escapes whatever is inserted into HTML, also what is not text and what is all of it', async () => {
    const email = { subject: 'Hi {{name}}', html: '{{content:any}}', text: '{{content:any}}' };
    const send = sendingBy({ email: sender, messages: { note: { email } } }, { SMTP: 'p@ss/word' });
    const content = ['<img src=x onerror=alert(1)>', { '<b>': '"&\'' }];
    await send({ email: { recipients: ['a@example.com'], template: { name: 'A\u2028\u0085B', content } } });
    const raw = (mails[0]?.raw ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
    expect(raw).toContain(
      '[&quot;&lt;img src=x onerror=alert(1)&gt;&quot;,{&quot;&lt;b&gt;&quot;:&quot;\\&quot;&amp;&#39;&quot;}]',
    );
    expect(raw).toContain('["<img src=x onerror=alert(1)>",{"<b>":"\\"&\'"}]');
    expect(raw).toContain('Subject: Hi A B');
  });

  test('takes no list or object where the message asks for a value', async () => {
    for (const amount of [['<b>'], { a: 1 }, null]) {
      const error = await failure(sending()(email(['a@example.com'], { name: 'Ann', amount })));
      expect(error.code).toBe('VALIDATION_ERROR');
      expect(error.message).toMatch(
        /^input\.email\.template\.amount: \{\{amount\}\} takes text, a number or a boolean; got /,
      );
    }
    expect(mails).toEqual([]);
  });

  test('reports each recipient, fails when one failed, and the next attempt sends only what is left', async () => {
    refused = { 'full@example.com': '452 4.2.2 mailbox full' };
    const send = sending();
    const error = await failure(send(email(['a@example.com', 'full@example.com'])));
    expect(error.code).toBe('SERVICE_UNAVAILABLE');
    expect(error.message).toMatch(
      /^email 1 sent, 1 failed \(full@example\.com: SERVICE_UNAVAILABLE SMTP: 452/,
    );
    refused = {};
    expect(await send(email(['a@example.com', 'full@example.com']))).toMatchObject({
      email: [
        { to: 'a@example.com', status: 'sent' },
        { to: 'full@example.com', status: 'sent' },
      ],
    });
    expect(mails.map(({ to }) => to)).toEqual(['a@example.com', 'full@example.com']);
  });

  test.each([
    ['550 5.1.1 no such user', 'INVALID_RECIPIENT'],
    ['451 try later', 'SERVICE_UNAVAILABLE'],
  ])('refused with "%s" is %s', async (reply, code) => {
    refused = { 'x@example.com': reply };
    expect((await failure(sending()(email(['x@example.com'])))).code).toBe(code);
  });

  test('refused in several lines is told without the codes between them, so that what they say together is known', async () => {
    const said = ['550-5.1.1 c2VjcmV0LW9m', '550-LXRoZS1hcHA=', '550 end'].join('\r\n');
    const replies: Record<string, string> = { MAIL: '250 ok', RCPT: said, QUIT: '221 bye' };
    const sockets: Socket[] = [];
    const old = createServer((socket) => {
      sockets.push(socket);
      socket.write('220 old\r\n');
      socket.on('data', (line) => socket.write(`${replies[String(line).slice(0, 4)] ?? '250 old'}\r\n`));
    });
    const { host } = new URL(await listen(old));
    const error = await failure(sending('', { url: `smtp://${host}` })(email(['x@example.com'])));
    for (const socket of sockets) socket.destroy();
    await close(old);
    expect(error.code).toBe('INVALID_RECIPIENT');
    expect(error.message).toContain('SMTP: 550-5.1.1 c2VjcmV0LW9m\nLXRoZS1hcHA=\nend');
  });

  test('with a wrong password is UNAUTHORIZED, and without a server CONNECTION_ERROR, naming neither', async () => {
    const wrong = await failure(sending('wrong-password')(email(['a@example.com'])));
    expect(wrong.code).toBe('UNAUTHORIZED');
    const gone = await failure(
      sending('p@ss/word', { url: 'smtp://u:$Secret{SMTP}@127.0.0.1:1' })(email(['a@b.c'])),
    );
    expect(gone.code).toBe('CONNECTION_ERROR');
    expect(wrong.message + gone.message).not.toMatch(/password|p@ss/);
  });

  test('is refused when an operator left a placeholder open', async () => {
    const error = await failure(sending()(email(['a@example.com'], { name: 'Ann' })));
    expect(error.code).toBe('VALIDATION_ERROR');
    expect(error.message).toContain('input.email.template.amount: required by {{amount}}');
  });
});

describe('e-mail by SES v2 and text messages by SNS', () => {
  let service: HttpServer;
  const seen: Received[] = [];
  let answer: { status: number; body: string; type?: string };
  const identityArn = 'arn:aws:ses:eu-west-1:111122223333:identity/example.com';

  beforeAll(async () => {
    service = await startHttpServer((request, response) => {
      seen.push(request);
      response.writeHead(answer.status, {
        'content-type': 'application/json',
        'x-amzn-errortype': answer.type ?? '',
      });
      response.end(answer.body);
    });
    useEndpoint(service.endpoint);
  });
  afterAll(() => service.close());
  beforeEach(() => {
    seen.length = 0;
    answer = { status: 200, body: '{"MessageId":"m-1"}' };
  });
  const ses = () =>
    sendingBy({
      email: { transport: 'ses', identityArn, from: 'shop@example.com', configurationSet: 'jobs' },
      messages,
    });

  test('SES is sent a signed request with the mail, the identity and the run as a tag', async () => {
    expect(await ses()(email(['a@example.com']))).toMatchObject({
      email: [{ status: 'sent', message_id: 'm-1' }],
    });
    const [request] = seen;
    expect(request?.url).toBe('/v2/email/outbound-emails');
    expect(request?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 .*\/eu-west-1\/ses\/aws4_request/);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      FromEmailAddress: 'shop@example.com',
      FromEmailAddressIdentityArn: identityArn,
      ConfigurationSetName: 'jobs',
      Destination: { ToAddresses: ['a@example.com'] },
      EmailTags: [{ Name: 'run', Value: 'job_1-1700000000000' }],
      Content: { Simple: { Subject: { Data: 'Hello Ann' }, Body: { Text: { Data: 'Ann owes 5' } } } },
    });
  });

  test.each([
    ['TooManyRequestsException', 429, 'RATE_LIMITED'],
    ['LimitExceededException', 400, 'RATE_LIMITED'],
    ['MessageRejected', 400, 'VALIDATION_ERROR'],
    ['MailFromDomainNotVerifiedException', 400, 'VALIDATION_ERROR'],
    ['NotFoundException', 404, 'NOT_FOUND'],
    ['AccessDeniedException', 403, 'FORBIDDEN'],
  ])('%s of SES is %s', async (type, status, code) => {
    answer = { status, type, body: '{"message":"Said so."}' };
    const signal = AbortSignal.timeout(8000);
    expect((await failure(ses()(email(['a@example.com']), 'note', { signal }))).code).toBe(code);
  });

  test('SNS is sent the text for each phone number, as a transactional one', async () => {
    answer = {
      status: 200,
      body: '<PublishResponse><PublishResult><MessageId>s-1</MessageId></PublishResult></PublishResponse>',
    };
    const send = sendingBy({
      sms: { transport: 'sns', region: 'eu-west-1', senderId: 'Shop' },
      messages: { note: { sms: { body: 'Hello {{name}}' } } },
    });
    expect(await send({ sms: { recipients: ['+4915112345678'], body: { name: 'Ann' } } })).toMatchObject({
      sms: [{ to: '+4915112345678', status: 'sent', message_id: 's-1' }],
    });
    const form = new URLSearchParams(seen[0]?.body);
    expect(form.get('PhoneNumber')).toBe('+4915112345678');
    expect(form.get('Message')).toBe('Hello Ann');
    expect(form.toString()).toContain('Transactional');
    expect(form.get('TopicArn')).toBeNull();
  });
});
