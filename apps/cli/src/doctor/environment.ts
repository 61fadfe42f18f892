import {readFileSync} from 'node:fs';

import type {CliContext} from '../context.ts';
import {reasonOf} from '@slack-im/config/errno';
import {ok, problem, warning, type Finding} from './finding.ts';

type Environment = Pick<CliContext, 'env' | 'host'>;

const checkNode = ({host}: Environment): Finding => ok('node', `Node ${host.nodeVersion} on ${host.platform}`);

const checkProxy = ({env}: Environment): Finding => {
	const named = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'].filter(name => env[name]);
	const used = env['NODE_USE_ENV_PROXY'] === '1';
	if (named.length === 0) {
		return used
			? warning('proxy', 'NODE_USE_ENV_PROXY is set, but no proxy is configured', 'set HTTPS_PROXY, or unset NODE_USE_ENV_PROXY')
			: ok('proxy', 'no proxy configured');
	}
	if (!used)
		return warning(
			'proxy',
			`${named.join(', ')} is set, but Node does not use it`,
			`set NODE_USE_ENV_PROXY=1 before slack-im starts, or unset ${named.join(', ')}`,
		);
	return ok('proxy', `${named.join(', ')} is used${(env['NO_PROXY'] ?? env['no_proxy']) ? ', except for NO_PROXY' : ''}`);
};

const checkCa = ({env}: Environment): Finding => {
	const file = env['NODE_EXTRA_CA_CERTS'];
	if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
		return problem(
			'ca',
			2,
			'NODE_TLS_REJECT_UNAUTHORIZED=0 turns off all certificate checks',
			'unset it, and set NODE_EXTRA_CA_CERTS to the file of your CA',
		);
	}
	if (!file) return ok('ca', env['NODE_USE_SYSTEM_CA'] === '1' ? "Node's own certificates and the system's" : "Node's own certificates");
	try {
		const certificates = readFileSync(file, 'utf8').split('-----BEGIN CERTIFICATE-----').length - 1;
		if (certificates > 0) return ok('ca', `Node's own certificates and ${certificates} from ${file}`);
		return problem('ca', 2, `NODE_EXTRA_CA_CERTS: ${file} contains no certificate`, 'the file must be PEM (-----BEGIN CERTIFICATE-----)');
	} catch (error) {
		return problem(
			'ca',
			2,
			`NODE_EXTRA_CA_CERTS: ${file} cannot be read: ${reasonOf(error)}`,
			'Node ignores it without a message: set it to a file that can be read',
		);
	}
};

/** The environment: Node, proxies, certificates. Nothing is called. */
export const checkEnvironment = (environment: Environment): Finding[] => [checkNode, checkProxy, checkCa].map(check => check(environment));
