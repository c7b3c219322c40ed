import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { completed, type Example, expectThat } from '../example.ts';

/** A file, written to a bucket. */
export const storage: Example = async ({ ductape, cloud, aws }) => {
  const { job_id } = await ductape.storage.dispatch({
    storage: 'files',
    operation: 'upload',
    input: { fileName: 'reports/today.txt', buffer: { text: 'All is well.' } },
  });
  await completed(ductape, job_id);
  const s3 = new S3Client({ ...aws, endpoint: cloud.endpoints.messaging, forcePathStyle: true });
  const { Contents = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: 'shop-files', Prefix: 'reports/' }),
  );
  s3.destroy();
  const keys = Contents.map(({ Key }) => Key);
  expectThat('the file in the bucket', keys.includes('reports/today.txt'), keys);
  return `the bucket lists ${keys.join(', ')}`;
};
