import { completed, type Example, expectThat } from '../example.ts';

/** A stored message, sent by e-mail. */
export const notifications: Example = async ({ ductape, targets }) => {
  const { job_id } = await ductape.notifications.dispatch({
    notification: 'user-emails',
    event: 'daily_digest',
    input: {
      email: {
        recipients: ['ann@example.com'],
        subject: { name: 'Ann' },
        template: { name: 'Ann', date: '$Format($Now(), "MMMM D, YYYY")' },
      },
    },
  });
  await completed(ductape, job_id);
  const mail = targets.mails.find(({ to }) => to.includes('ann@example.com'));
  const subject = /^Subject: (.*)$/m.exec(mail?.raw ?? '')?.[1];
  expectThat('a mail for Ann', subject?.trim() === 'Your day, Ann', mail?.raw);
  return `the mail server received "${subject?.trim()}" for ${mail?.to}`;
};
