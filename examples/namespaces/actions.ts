import { asRecord } from '../../contract/plain-data.ts';
import { completed, type Example, expectThat } from '../example.ts';

/** A payment, taken by an app over HTTP; an operator fills in when. */
export const actions: Example = async ({ ductape, targets }) => {
  const { job_id } = await ductape.actions.dispatch({
    app: 'payments',
    event: 'charge',
    input: { body: { orderId: 'order_456', amount: 99.99, at: '$Format($Now(), "YYYY-MM-DD")' } },
    retries: 3,
  });
  const job = await completed(ductape, job_id);
  const [payment] = targets.app.payments.filter(({ id }) => asRecord(job.result).payment === id);
  const today = new Date().toISOString().slice(0, 10);
  expectThat('the app to have the payment of today', asRecord(payment?.received).at === today, payment);
  return `the app received ${JSON.stringify(payment?.received)}`;
};
