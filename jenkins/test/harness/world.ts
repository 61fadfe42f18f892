import {chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

import {
	person,
	startAgentServer,
	startSlack,
	type AgentOptions,
	type AgentServer,
	type Fault,
	type SlackMember,
	type SlackServer,
} from '@slack-im/sandbox';
import {afterAll, inject} from 'vitest';

import {build, stop, type Build, type BuildOptions} from './runner.ts';

export const root = path.resolve(import.meta.dirname, '../../..');

/** A text of this repository. */
export const shipped = (name: string): string => readFileSync(path.join(root, name), 'utf8');

/** Full members of `example.com`: p001@, p002@ … */
export const staff = (count: number, from = 1): SlackMember[] =>
	Array.from({length: count}, (_, index) => {
		const number = String(index + from).padStart(3, '0');
		return person({id: `U0STAFF${number}`, name: `Person ${number}`, email: `p${number}@example.com`});
	});

const targetConfig = (name: string, more: string): string => {
	const variable = name.toUpperCase().replaceAll('-', '_');
	return `  ${name}:
    type: workspace
    url: "\${${variable}_URL}"
    headers: {Authorization: "Bearer \${${variable}_TOKEN}"}
    list: true
    update: true
    deactivate: true
    reactivate: true
    match: [email, userId]
    slackIdAt: metadata.slackId
    attributes:
      userId: "{{ email | local_part }}"
      email: "{{ email }}"
      name: "{{ name }}"
${more}`;
};

/** A Slack that says no at once, which is not worth asking again. */
export const slackRefuses: Fault = {
	match: {path: '/api/users.list'},
	status: 200,
	body: {ok: false, error: 'account_inactive'},
	times: null,
};

/** A config of dev-server and model-office; `more` are lines of dev-server. */
export const configOf = (more: Readonly<Record<string, string>> = {}): string =>
	`source: {token: "\${SLACK_BOT_TOKEN}"}\ntargets:\n${['dev-server', 'model-office'].map(name => targetConfig(name, more[name] ?? '')).join('')}`;

const secrets = {'slack-bot-token': '', 'dev-server-token': 'dev-secret-4711', 'model-office-token': 'office-secret-4712'};

export interface World {
	readonly slack: SlackServer;
	readonly devServer: AgentServer;
	readonly modelOffice: AgentServer;
	/** The repository: its files are what a checkout brings. */
	readonly scm: string;
	/** Runs a pipeline of this repository, or one that is given. */
	readonly run: (script: string, options?: Partial<BuildOptions>) => Promise<Build>;
	/** The arguments of each call of slack-im since the last look. */
	readonly calls: () => string[][];
	readonly write: (name: string, text: string) => void;
	/** Names of accounts, the one of the start left out. */
	readonly accounts: (server: AgentServer) => string[];
	readonly artifact: (build: Build, name: string) => string;
	readonly file: (name: string, text: string) => string;
}

const folders: string[] = [];
const servers: {close: () => Promise<void>}[] = [];
afterAll(async () => {
	stop();
	await Promise.all(servers.splice(0).map(server => server.close()));
	for (const folder of folders.splice(0)) rmSync(folder, {recursive: true, force: true});
});

/** Writes down what slack-im is called with, and becomes the Node that was asked for. */
const wrapper = (log: string, node: string): string => `#!/bin/sh
case "$1" in
	-e) [ -z "\${SLACK_IM_WORDS:-}" ] || printf '%s\\n' "$SLACK_IM_WORDS" >> '${log}' ;;
	*cli.cjs) '${process.execPath}' -e 'console.log(JSON.stringify(process.argv.slice(2)))' -- "$@" >> '${log}' ;;
esac
exec '${node}' "$@"
`;

export interface WorldOptions {
	readonly people?: SlackMember[];
	readonly config?: string;
	readonly node?: string;
	/** Accounts that both systems have at the start. */
	readonly accounts?: AgentOptions['accounts'];
}

/** Both systems in step with the five people of Slack. */
export const seated: WorldOptions = {
	accounts: ['001', '002', '003', '004', '005'].map(number => ({
		userId: `p${number}`,
		email: `p${number}@example.com`,
		name: `Person ${number}`,
		metadata: {slackId: `U0STAFF${number}`},
		active: true,
	})),
};

/** Four of the five leave: more than a guard lets pass. */
export const leavers = (slack: SlackServer): void => {
	for (const id of ['U0STAFF001', 'U0STAFF002', 'U0STAFF003', 'U0STAFF004']) slack.leave(id);
};

/** A Slack of five people, two systems, a repository with a config for both, and an agent with slack-im's Node. */
export const world = async ({
	people = staff(5),
	config = configOf(),
	node = process.execPath,
	accounts,
}: WorldOptions = {}): Promise<World> => {
	const [slack, devServer, modelOffice] = await Promise.all([
		startSlack({people}),
		startAgentServer({token: secrets['dev-server-token'], ...(accounts && {accounts})}),
		startAgentServer({token: secrets['model-office-token'], ...(accounts && {accounts})}),
	]);
	servers.push(slack, devServer, modelOffice);
	const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-jenkins-'));
	folders.push(folder);
	const [scm, bin, log] = [path.join(folder, 'scm'), path.join(folder, 'bin'), path.join(folder, 'calls')];
	mkdirSync(path.join(scm, '.git'), {recursive: true});
	mkdirSync(bin);
	cpSync(inject('built'), scm, {recursive: true});
	const write = (name: string, text: string): void => writeFileSync(path.join(scm, name), text);
	write('slack-im.config.yaml', config);
	writeFileSync(path.join(bin, 'node'), wrapper(log, node));
	chmodSync(path.join(bin, 'node'), 0o755);
	const credentials = {...secrets, 'slack-bot-token': slack.token};
	const file = (name: string, text: string): string => {
		const where = path.join(folder, name);
		mkdirSync(path.dirname(where), {recursive: true});
		writeFileSync(where, text);
		return where;
	};
	let count = 0;
	return {
		slack,
		devServer,
		modelOffice,
		scm,
		write,
		file,
		run: async (script, options = {}) => {
			count += 1;
			const result = await build({
				script: script.includes('\n') ? file(`pipelines/pipeline${count}.groovy`, script) : path.join(root, script),
				home: path.join(folder, 'jenkins'),
				scm,
				credentials,
				libraries: {'slack-im': path.join(root, 'jenkins')},
				noMasking: true,
				...options,
				env: {
					PATH: `${bin}:/usr/bin:/bin`,
					SLACK_API_URL: slack.url,
					DEV_SERVER_URL: devServer.url,
					MODEL_OFFICE_URL: modelOffice.url,
					...options.env,
				},
			});
			for (const [where, text] of everything(result)) {
				for (const secret of Object.values(credentials))
					if (text.includes(secret)) throw new Error(`${where} of build ${result.number} holds ${secret}`);
			}
			return result;
		},
		calls: () => {
			const text = existsSync(log) ? readFileSync(log, 'utf8') : '';
			rmSync(log, {force: true});
			// The wrapper's own `--` and the path of cli.cjs lead
			return text
				.split('\n')
				.filter(Boolean)
				.map((line): string[] => JSON.parse(line))
				.map(words => words.filter((word, index) => !(index < 2 && (word === '--' || word.endsWith('cli.cjs')))));
		},
		accounts: server =>
			server
				.accounts()
				.filter(({userId, active}) => userId !== 'admin' && active)
				.map(({userId}) => userId)
				.toSorted(),
		artifact: ({archive}, name) => readFileSync(path.join(archive, name), 'utf8'),
	};
};

/** Whatever people can read of a build: its log, description, artifacts and stashes. */
const everything = (result: Build): [string, string][] => [
	['the log', result.log.join('\n')],
	['the description', result.description ?? ''],
	...(existsSync(path.dirname(result.archive))
		? readdirSync(path.dirname(result.archive), {recursive: true, withFileTypes: true})
				.filter(entry => entry.isFile())
				.map((entry): [string, string] => [entry.name, readFileSync(path.join(entry.parentPath, entry.name), 'utf8')])
		: []),
];

/** The Jenkinsfile, with the credentials of both systems as a team would add them. */
export const jenkinsfile = (name = 'Jenkinsfile'): string =>
	shipped(name).replace(
		/\t*\/\/ string\(credentialsId: 'dev-server-token'.*\n/,
		"string(credentialsId: 'dev-server-token', variable: 'DEV_SERVER_TOKEN'),\nstring(credentialsId: 'model-office-token', variable: 'MODEL_OFFICE_TOKEN'),\n",
	);
