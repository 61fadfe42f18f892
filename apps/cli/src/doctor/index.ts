import type {ConfigCommand} from '../commands/base.ts';
import {type Config, formatConfigError, isConfigError, loadConfig} from '@slack-im/config';
import type {CliContext} from '../context.ts';
import type {Logger} from '../terminal/log.ts';
import {checkEnvironment} from './environment.ts';
import {findingsExit, ok, problem, problemOf, skipped, warning, type Finding} from './finding.ts';
import {checkReports} from './reports.ts';
import {checkNotify, checkSlack} from './slack.ts';
import {checkOpening, checkTarget, checkTargetConfig} from './targets.ts';
import {findingsText} from './text.ts';

export interface DoctorFlags extends ConfigCommand {
	readonly offline: boolean;
	readonly json: boolean;
	readonly target: readonly string[] | undefined;
	readonly insecureHttp: boolean;
}

const describeConfig = ({file, targets, warnings, missing}: Config): Finding[] => [
	file === undefined
		? warning('config', 'no config file found; without one, only slack-im sync API_URL works', 'run slack-im init to write one')
		: ok('config', `${file}: ${targets.length} ${targets.length === 1 ? 'target' : 'targets'}`),
	...warnings.map(message => warning('config', message, 'see docs/config.md')),
	...(missing.length === 0
		? []
		: [
				warning(
					'config',
					`environment variables not set here: ${missing.join(', ')}`,
					'a run needs them; in Jenkins, withCredentials sets them',
				),
			]),
];

/** Without a config file there is still a token to check. Undefined where the error is another one. */
const withoutConfig = async ({context: {cwd, env, redactor}, config, offline}: DoctorFlags): Promise<Config | undefined> => {
	try {
		const loaded = await loadConfig({cwd, env, config, offline, needs: {targets: false}, learn: redactor.add});
		return loaded.file === undefined ? loaded : undefined;
	} catch {
		return undefined; // The first error is reported
	}
};

const load = async (command: DoctorFlags): Promise<{config?: Config; findings: Finding[]}> => {
	const {context, config, offline, target, insecureHttp} = command;
	const {cwd, env, redactor, dying, releaseOthers} = context;
	try {
		const loaded = await loadConfig({cwd, env, config, targets: target, insecureHttp, offline, learn: redactor.add});
		dying.hasConfig = true;
		redactor.add(...loaded.secrets);
		return {config: loaded, findings: describeConfig(loaded)};
	} catch (error) {
		if (!isConfigError(error)) return {findings: [problemOf('config', 2, error)]};
		const without = error.file === undefined ? await withoutConfig(command) : undefined;
		if (without) return {config: without, findings: describeConfig(without)};
		redactor.add(...error.secrets);
		return {findings: [problem('config', 2, formatConfigError(error), 'fix these, then run slack-im doctor again')]};
	} finally {
		releaseOthers();
	}
};

/** Opens the targets without calling them, as far as that can be done here. */
const openAll = async (config: Config, context: CliContext, log: Logger): Promise<Finding[]> => {
	const found = await Promise.all(config.targets.map(target => checkOpening(target, config, {context, log, readOnly: true})));
	return found.flat();
};

const callOut = async (config: Config, context: CliContext, log: Logger): Promise<Finding[]> => {
	const opening = {context, log, readOnly: true};
	const found = await Promise.all([
		checkSlack(config, context),
		checkNotify(config, context),
		...config.targets.map(target => checkTarget(target, config, opening)),
	]);
	return found.flat();
};

/** `slack-im doctor`: runs every check, even if others fail. Writes nothing. */
export const examine = async (command: DoctorFlags): Promise<number> => {
	const {context, offline, json} = command;
	const {redactor, stdout, out, signal} = context;
	const log = command.logger();
	const {config, findings} = await load(command);
	const calls =
		config && !offline
			? await callOut(config, context, log)
			: [
					...(config ? await openAll(config, context, log) : []),
					skipped(
						'calls',
						offline ? 'Slack and the targets were not called (--offline)' : 'Slack and the targets were not called: fix the config first',
					),
				];
	signal.throwIfAborted();
	const all = redactor.data([
		...checkEnvironment(context),
		...findings,
		...(config ? checkReports(config, context) : []),
		...(config?.targets.flatMap(target => checkTargetConfig(target)) ?? []),
		...calls,
	]);
	const exitCode = findingsExit(all);
	stdout.write(json ? `${JSON.stringify({findings: all, exitCode}, undefined, '\t')}\n` : findingsText(all, out));
	return exitCode;
};
