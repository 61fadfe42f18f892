import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';

const script = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/** Whether Debian's rabbitmq-server is on this machine. */
export const hasRabbitMq = existsSync(script);

const freePort = async (): Promise<number> => {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	return typeof address === 'object' && address !== null ? address.port : 0;
};

export interface RabbitMq {
	/** Of the management plugin; user and password are both `guest`. */
	readonly url: string;
	stop(): Promise<void>;
}

/** Starts a broker of its own: on loopback, with its own folder and its own port mapper, so that no other broker of the machine sees it. */
export const startRabbitMq = async (): Promise<RabbitMq> => {
	const folder = await mkdtemp(join(tmpdir(), 'slack-im-rabbitmq-'));
	const [amqp, management, distribution, mapper] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
	const plugins = join(folder, 'enabled_plugins');
	const config = join(folder, 'rabbitmq.conf');
	await writeFile(plugins, '[rabbitmq_management].\n');
	await writeFile(config, `management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = ${management}\nlog.file = false\nlog.console = false\n`);
	const env = {
		PATH: process.env['PATH'] ?? '/usr/bin:/bin',
		HOME: folder,
		LANG: 'C.UTF-8',
		ERL_EPMD_ADDRESS: '127.0.0.1',
		ERL_EPMD_PORT: String(mapper),
		RABBITMQ_CONF_ENV_FILE: '/dev/null',
		RABBITMQ_CONFIG_FILE: config,
		RABBITMQ_DIST_PORT: String(distribution),
		RABBITMQ_ENABLED_PLUGINS_FILE: plugins,
		RABBITMQ_LOG_BASE: folder,
		RABBITMQ_MNESIA_BASE: folder,
		RABBITMQ_NODENAME: `slackim${process.pid}@localhost`,
		RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
		RABBITMQ_NODE_PORT: String(amqp),
	};
	const broker = spawn(script, [], {env, cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe']});
	let output = '';
	for (const stream of [broker.stdout, broker.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const exited = once(broker, 'exit');

	const stop = async (): Promise<void> => {
		if (broker.exitCode === null && broker.pid !== undefined) process.kill(-broker.pid, 'SIGTERM');
		await exited;
		// Erlang's port mapper outlives its nodes
		await promisify(execFile)('epmd', ['-port', String(mapper), '-kill'], {env}).catch(() => undefined);
		await rm(folder, {recursive: true, force: true});
	};

	const url = `http://127.0.0.1:${management}`;
	for (let waited = 0; waited < 90; waited++) {
		const isUp = await fetch(`${url}/api/overview`, {headers: {authorization: `Basic ${btoa('guest:guest')}`}}).then(
			({ok}) => ok,
			() => false,
		);
		if (isUp) return {url, stop};
		if (broker.exitCode !== null) break;
		await sleep(1_000);
	}
	await stop();
	throw new Error(`rabbitmq-server did not start:\n${output.slice(-2_000)}`);
};
