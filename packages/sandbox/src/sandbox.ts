import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startAgentServer, type AgentOptions, type AgentServer} from './agents/server.ts';
import {createSalesDemo, type SalesDemo, type SalesDemoOptions} from './init-data/demo.ts';
import {startScim, type ScimOptions, type ScimServer} from './scim/server.ts';
import {startSlack, type SlackOptions, type SlackServer} from './slack/server.ts';

export interface SandboxOptions {
	readonly slack?: SlackOptions;
	readonly devServer?: AgentOptions;
	readonly modelOffice?: ScimOptions;
	readonly salesDemo?: SalesDemoOptions;
	/** Where the sales demo's repositories go. @default a folder of the sandbox's own, removed by `close` */
	readonly folder?: string;
}

/** Where everything is; plain data, which another process can be given. */
export interface Addresses {
	readonly slack: {readonly url: string; readonly token: string; readonly team: string; readonly tokens: SlackServer['tokens']};
	readonly devServer: {readonly url: string};
	readonly modelOffice: {readonly url: string; readonly token: string};
	readonly salesDemo: {
		readonly folder: string;
		readonly file: string;
		readonly path: string;
		readonly remote: string;
		readonly branch: string;
	};
}

/** A Slack workspace and the three systems whose accounts follow it. */
export interface Sandbox {
	readonly slack: SlackServer;
	readonly devServer: AgentServer;
	readonly modelOffice: ScimServer;
	readonly salesDemo: SalesDemo;
	readonly addresses: Addresses;
	close(): Promise<void>;
}

/** Starts everything in this process. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
	const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'slack-im-sandbox-')));
	// First what may fail, on a machine without git: nothing is then left running.
	const salesDemo = await createSalesDemo(folder, options.salesDemo);
	const [slack, devServer, modelOffice] = await Promise.all([
		startSlack(options.slack),
		startAgentServer(options.devServer),
		startScim(options.modelOffice),
	]);
	const {folder: tree, file, path, remote, branch} = salesDemo;
	return {
		slack,
		devServer,
		modelOffice,
		salesDemo,
		addresses: {
			slack: {url: slack.url, token: slack.token, team: slack.team, tokens: slack.tokens},
			devServer: {url: devServer.url},
			modelOffice: {url: modelOffice.url, token: modelOffice.token},
			salesDemo: {folder: tree, file, path, remote, branch},
		},
		async close() {
			await Promise.all([slack.close(), devServer.close(), modelOffice.close()]);
			if (options.folder === undefined) await rm(folder, {recursive: true, force: true});
		},
	};
};
