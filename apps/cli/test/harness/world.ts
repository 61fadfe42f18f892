import {
	person,
	startAgentServer,
	startSlack,
	type AgentOptions,
	type AgentServer,
	type SlackMember,
	type SlackOptions,
	type SlackServer,
} from '@slack-im/sandbox';
import {afterAll, afterEach} from 'vitest';

import {newFolder, slackIm, type RunOptions, type RunResult} from './run.ts';

/** A Slack and a development server with a config for both, and the command to run in its folder. */
export interface World {
	readonly slack: SlackServer;
	readonly devServer: AgentServer;
	readonly folder: string;
	readonly env: Readonly<Record<string, string>>;
	readonly run: (args: readonly string[], options?: RunOptions) => Promise<RunResult>;
}

export interface WorldOptions {
	readonly slack?: SlackOptions;
	readonly devServer?: AgentOptions;
	/** @default {@link devConfig} */
	readonly config?: string;
	readonly env?: Readonly<Record<string, string>>;
}

/** Full members with plain names: `staff(3)` is one@, two@ … of `example.com`, as in `p001@example.com`. */
export const staff = (count: number, from = 1): SlackMember[] =>
	Array.from({length: count}, (_, index) => {
		const number = String(index + from).padStart(3, '0');
		return person({id: `U0STAFF${number}`, name: `Person ${number}`, email: `p${number}@example.com`});
	});

/** What a team would write for the development server. */
export const devConfig = `source:
  token: "\${SLACK_BOT_TOKEN}"
targets:
  dev-server:
    type: workspace
    url: "\${API_URL}"
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
      password: {secret: true, value: "\${SLACK_IM_INITIAL_PASSWORD}"}
      centerIds: [spectra]
      roleGroupId: AGENT
`;

export const password = 'first-Login-7391';

const open: {close: () => Promise<void>}[] = [];
const closeAll = async (): Promise<void> => {
	await Promise.all(open.splice(0).map(server => server.close()));
};
afterEach(closeAll);
afterAll(closeAll);

/** Starts a world for one test; it ends with the test. */
export const world = async ({
	slack: slackOptions = {people: staff(5)},
	devServer: agentOptions = {},
	config = devConfig,
	env: more = {},
}: WorldOptions = {}): Promise<World> => {
	const [slack, devServer] = await Promise.all([startSlack(slackOptions), startAgentServer(agentOptions)]);
	open.push(slack, devServer);
	const folder = newFolder(config === '' ? {} : {'slack-im.config.yaml': config});
	const env = {
		SLACK_BOT_TOKEN: slack.token,
		SLACK_API_URL: slack.url,
		API_URL: devServer.url,
		SLACK_IM_INITIAL_PASSWORD: password,
		...more,
	};
	return {
		slack,
		devServer,
		folder,
		env,
		run: (args, options = {}) => slackIm(args, {cwd: folder, ...options, env: {...env, ...options.env}}),
	};
};

/** Requests that could have changed something. */
export const writesTo = ({requests}: AgentServer): string[] =>
	requests.filter(({method}) => method !== 'GET').map(({method, path}) => `${method} ${path}`);
