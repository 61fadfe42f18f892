/** Starts the sandbox on ports that stay the same, and prints what to paste into another terminal. */
import {mkdirSync} from 'node:fs';
import path from 'node:path';

import {startSandbox} from '@slack-im/sandbox';

const folder = path.resolve('sandbox');
mkdirSync(folder, {recursive: true});
const sandbox = await startSandbox({slack: {port: 4180}, devServer: {port: 4181}, modelOffice: {port: 4182}, folder});
const {slack, devServer, modelOffice, salesDemo} = sandbox;

console.log(`A Slack workspace and three systems are running. In another terminal:

  export SLACK_API_URL=${slack.url}
  export SLACK_BOT_TOKEN=${slack.token}

  dev-server    ${devServer.url}
  model-office  ${modelOffice.url}    token ${modelOffice.token}
  sales-demo    ${path.relative(process.cwd(), salesDemo.file)}

Ctrl+C stops them.`);

const stop = async (): Promise<void> => {
	await sandbox.close();
	process.exit(0);
};
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());
