import {once} from 'node:events';
import process from 'node:process';
import {parseArgs} from 'node:util';
import {startSandbox, type SandboxOptions} from './sandbox.ts';
import {generatePeople} from './slack/generate.ts';

const usage = `The sandbox: a Slack workspace and three systems on loopback. Prints one line of JSON that says where, and stays until SIGTERM.

  --people N             N generated members instead of the awkward ones
  --plain                generated members are all full members with an e-mail
  --seed N               equal seeds, equal people
  --latency MS           every answer of the three systems takes longer
  --slack-latency MS     every answer of Slack takes longer
  --scopes A,B           scopes granted to the app
  --strangers            users.list names people of other workspaces too
  --agent-base PATH      where dev-server keeps its accounts (/api/agents)
  --agent-post-only      dev-server knows only POST
  --agent-unique false   dev-server takes a userId twice
  --agent-token TOKEN    dev-server wants this bearer token
  --agent-header N=V     dev-server wants this header
  --agent-inactive false dev-server's list hides inactive accounts
  --page N               accounts of a page of dev-server, and at most
  --etag false           model-office gives no versions
  --folder FOLDER        where the sales demo's repositories go
  --keep-requests false  requests are counted, not kept
  --until-stdin-ends     stops when its standard input ends, too
`;

const text = {type: 'string'} as const;
const flag = {type: 'boolean'} as const;

const options = {
	people: text,
	plain: flag,
	seed: text,
	latency: text,
	'slack-latency': text,
	scopes: text,
	strangers: flag,
	'agent-base': text,
	'agent-post-only': flag,
	'agent-unique': text,
	'agent-token': text,
	'agent-header': text,
	'agent-inactive': text,
	page: text,
	etag: text,
	folder: text,
	'keep-requests': text,
	'until-stdin-ends': flag,
	help: flag,
} as const;

const read = () => parseArgs({options, strict: true}).values;

const toOptions = (values: ReturnType<typeof read>): SandboxOptions => {
	const keepRequests = values['keep-requests'] !== 'false';
	const common = {keepRequests, latency: Number(values.latency ?? 0)};
	const header = values['agent-header']?.split('=');
	const page = Number(values.page ?? 0);
	return {
		slack: {
			keepRequests,
			latency: Number(values['slack-latency'] ?? 0),
			...(values.people && {people: generatePeople(Number(values.people), {plain: values.plain ?? false, seed: Number(values.seed ?? 1)})}),
			...(values.scopes !== undefined && {scopes: values.scopes.split(',').filter(Boolean)}),
			limits: {strangers: values.strangers ?? false},
		},
		devServer: {
			...common,
			...(values['agent-base'] && {base: values['agent-base']}),
			...(values['agent-token'] && {token: values['agent-token']}),
			...(header && {headers: {[header[0] ?? '']: header.slice(1).join('=')}}),
			...(page > 0 && {pages: {size: page, largest: page}}),
			postOnly: values['agent-post-only'] ?? false,
			unique: values['agent-unique'] !== 'false',
			listInactive: values['agent-inactive'] !== 'false',
		},
		modelOffice: {...common, etag: values.etag !== 'false'},
		...(values.folder && {folder: values.folder}),
	};
};

/** A file ends without closing, a broken pipe closes without ending. */
const stdinEnded = (): Promise<unknown> =>
	new Promise(resolve => {
		for (const event of ['end', 'close', 'error']) process.stdin.once(event, resolve);
		process.stdin.resume();
	});

const main = async (): Promise<void> => {
	const values = read();
	if (values.help) return void process.stdout.write(usage);
	// Before anything is started, so that nothing is left behind when somebody is in a hurry.
	const stopped = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT'), ...(values['until-stdin-ends'] ? [stdinEnded()] : [])]);
	const sandbox = await startSandbox(toOptions(values));
	process.stdout.write(`${JSON.stringify({pid: process.pid, ...sandbox.addresses})}\n`);
	await stopped;
	await sandbox.close();
	process.exit(0);
};

try {
	await main();
} catch (error) {
	process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}; --help says what there is\n`);
	process.exitCode = 2;
}
