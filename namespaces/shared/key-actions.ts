/** What a customer key must allow its users, as the developer guides of SQS and DynamoDB list it, without their wildcards. */
export const KEY_ACTIONS = {
  send: ['kms:Decrypt', 'kms:GenerateDataKey'],
  all: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
} as const;
