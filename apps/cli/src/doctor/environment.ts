import {readFileSync} from 'node:fs';

import type {CliContext} from '../context.ts';
import {reasonOf} from '../files/errno.ts';
import {ok, problem, warning, type Finding} from './finding.ts';

type Environment = Pick<CliContext, 'env' | 'host'>;

const checkNode = ({host}: Environment): Finding => ok('node', `Node ${host.nodeVersion} on ${host.platform}`);

const checkProxy = ({env}: Environment): Finding => {
	const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(name => env[name]);
	const used = env['NODE_USE_ENV_PROXY'] === '1';
	if (named.length === 0) {
		return used
			? warning('proxy', 'NODE_USE_ENV_PROXY is set, but no proxy is named', 'set HTTPS_PROXY, or take NODE_USE_ENV_PROXY away')
			: ok('proxy', 'none is named');
	}
	if (!used)
		return warning(
			'proxy',
			`${named.join(', ')} is set, but Node does not use it`,
			'set NODE_USE_ENV_PROXY=1 before slack-im starts, or take the proxy away',
		);
	return ok('proxy', `${named.join(', ')} is used${(env['NO_PROXY'] ?? env['no_proxy']) ? ', except for NO_PROXY' : ''}`);
};

const checkCa = ({env}: Environment): Finding => {
	const file = env['NODE_EXTRA_CA_CERTS'];
	if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
		return problem(
			'ca',
			2,
			'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off every check of certificates',
			'take it away, and name your CA by NODE_EXTRA_CA_CERTS=FILE',
		);
	}
	if (!file) return ok('ca', env['NODE_USE_SYSTEM_CA'] === '1' ? "Node's own and the system's" : "Node's own");
	try {
		const certificates = readFileSync(file, 'utf8').split('-----BEGIN CERTIFICATE-----').length - 1;
		if (certificates > 0) return ok('ca', `${certificates} more from ${file}`);
		return problem('ca', 2, `NODE_EXTRA_CA_CERTS: ${file} holds no certificate`, 'it must be PEM: -----BEGIN CERTIFICATE-----');
	} catch (error) {
		return problem(
			'ca',
			2,
			`NODE_EXTRA_CA_CERTS: ${file} cannot be read: ${reasonOf(error)}`,
			'Node ignores it in silence: name a file that is there',
		);
	}
};

/** What surrounds slack-im: Node, proxies, certificates. Nothing is called. */
export const checkEnvironment = (environment: Environment): Finding[] => [checkNode, checkProxy, checkCa].map(check => check(environment));
