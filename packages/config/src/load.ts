import path from 'node:path';

import {argumentTarget, withArguments, type Arguments} from './fill/arguments.ts';
import {buildConfig} from './build.ts';
import {configMistakes} from './check/check.ts';
import type {Config} from './config.ts';
import {fillIn, isPlainObject, pathKey, variables, type Environment, type Lookup} from './fill/environment.ts';
import {ConfigError, type Mistake, type Path} from './say/error.ts';
import {findConfig} from './read/find.ts';
import {mayBeSecret} from './fill/hidden.ts';
import {parseConfig} from './check/parse.ts';
import {readConfig} from './read/read.ts';
import {literalSecrets, secretPositions, secretsIn, secretValues, textsOf, tooShort} from './fill/secrets.ts';
import type {Written} from './say/text.ts';
import {writtenSchema} from './schema/written.ts';

/** What a command tells of itself. */
export interface LoadOptions extends Arguments {
	readonly cwd: string;
	readonly env: Environment;
	/** `--config`. Without it the file is searched from `cwd` upwards. */
	readonly config?: string | undefined;
	/** What is going to be used. Elsewhere a missing variable or token is no mistake. @default everything */
	readonly needs?: {readonly slack?: boolean; readonly targets?: boolean};
	/** Gets every secret as soon as it is known, also where loading fails in an unforeseen way. */
	readonly learn?: (secret: string) => void;
	/** Missing variables are told by {@link Config.missing} instead of being mistakes. @default false */
	readonly offline?: boolean;
}

/**
Finds, reads and checks the config, joined with what the command line says; without a file, what the arguments alone make.

Nothing is asked of Slack or of a target.

@throws {ConfigError} With all mistakes at once, in the order of the file.
*/
export const loadConfig = async (options: LoadOptions): Promise<Config> => {
	const {cwd, env, needs = {}, offline = false} = options;
	const lookup = variables(env, options.learn);
	const file = await findConfig(
		cwd,
		options.config,
		options.config !== undefined && env['SLACK_IM_CONFIG'] === options.config ? 'SLACK_IM_CONFIG' : '--config',
	);
	const read = file === undefined ? undefined : await readConfig(file, {cwd, env});
	const {written: joined, warnings} = withArguments(read, options, env, lookup);
	const written = withSlackDefaults(joined, lookup);
	const shown = read?.file;

	if (written.value === undefined) throw new ConfigError(written.mistakes, {file: shown});
	const selected = selectedTargets(options);
	const mayMiss = (path: Path): boolean => offline || isUnused(path, {slack: true, targets: true, ...needs}, selected);
	const filling = fillIn(written, {env, lookup, mayMiss});
	const isSecret = secretPositions(writtenSchema, written.value);
	const program = file !== undefined && /\.m?[tj]s$/.test(file);
	const literals = literalSecrets(written, isSecret, filling.filled, program ? env : undefined);
	const secrets = [...secretValues(filling, isSecret), ...(program ? secretsIn(textsOf(filling.value), env) : [])];

	const {value, parsed, mistakes: formMistakes} = parseConfig(written, filling, path => isSecret(path) || mayBeSecret(written.value, path));
	const found = [
		...written.mistakes,
		...filling.mistakes,
		...literals.mistakes,
		...tooShort(written, filling, isSecret, program),
		...formMistakes,
		...configMistakes(written, value, filling.filled),
		...nothingToDo(options, read, value, offline),
	];
	const mistakes = onePerPlace(found, filling.mistakes);
	if (mistakes.length > 0 || parsed === undefined) throw new ConfigError(mistakes, {file: shown, secrets, targets: namesIn(written.value)});
	return buildConfig({
		parsed,
		selected,
		filled: filling.filled,
		file,
		folder: file === undefined ? path.resolve(cwd) : path.dirname(file),
		secrets,
		missing: filling.missing,
		warnings,
	});
};

const namesIn = (value: unknown): string[] =>
	isPlainObject(value) && isPlainObject(value['targets']) ? Object.keys(value['targets']) : [];

const selectedTargets = ({apiUrl, targets = []}: LoadOptions): readonly string[] =>
	apiUrl !== undefined && targets.length === 0 ? [argumentTarget(apiUrl)] : targets;

const isUnused = ([top, name]: Path, needs: {readonly slack: boolean; readonly targets: boolean}, selected: readonly string[]): boolean => {
	if (top === 'source') return name === 'token' && !needs.slack;
	if (top === 'notify') return !needs.targets;
	return top === 'targets' && (!needs.targets || (selected.length > 0 && !selected.includes(String(name))));
};

/** What the environment says of Slack where the config is silent. */
const withSlackDefaults = (written: Written, lookup: Lookup): Written => {
	const {value} = written;
	if (!isPlainObject(value) || (value['source'] !== undefined && !isPlainObject(value['source']))) return written;
	const given: Record<string, string> = {};
	if (lookup('SLACK_BOT_TOKEN') !== undefined) given['token'] = '${SLACK_BOT_TOKEN}';
	if (lookup('SLACK_API_URL') !== undefined) given['url'] = '${SLACK_API_URL:-https://slack.com/api/}';
	return {...written, value: {...value, source: {...given, ...value['source']}}};
};

const nothingToDo = ({needs = {}, apiUrl}: LoadOptions, read: Written | undefined, value: unknown, offline: boolean): Mistake[] => {
	const mistakes: Mistake[] = [];
	const {source, targets} = isPlainObject(value) ? value : {};
	if (
		(needs.targets ?? true) &&
		apiUrl === undefined &&
		(targets === undefined || (isPlainObject(targets) && Object.keys(targets).length === 0))
	) {
		mistakes.push(
			read === undefined
				? {
						path: [],
						message: 'there is no config file here and no API_URL',
						hint: '`slack-im init` writes a config; or name the system: slack-im sync https://dev.example/api/agents',
					}
				: {
						path: [],
						message: 'the config has no target',
						hint: 'write one under `targets`, as in docs/config.md',
						place: {file: read.file},
					},
		);
	} else if ((needs.slack ?? true) && !offline && isPlainObject(source) && source['token'] === undefined) {
		mistakes.push({
			path: [],
			message: 'there is no Slack token',
			hint: 'set SLACK_BOT_TOKEN to the bot token of the Slack app (xoxb-…), or SLACK_BOT_TOKEN_FILE to a file that holds it',
		});
	}
	return mistakes;
};

/** What follows from a variable that is missing is not told a second time, nor is one place told of twice. */
const onePerPlace = (mistakes: readonly Mistake[], first: readonly Mistake[]): Mistake[] => {
	const incomplete = new Set(first.map(({path}) => pathKey(path)));
	const seen = new Set<string>();
	return mistakes.filter(mistake => {
		if (!first.includes(mistake) && mistake.path.length > 0 && incomplete.has(pathKey(mistake.path))) return false;
		const key = JSON.stringify([mistake.place?.file, mistake.place?.line, mistake.place?.column, mistake.path, mistake.message]);
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
};
