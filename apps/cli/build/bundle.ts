import {createHash} from 'node:crypto';
import {readFile, rm, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {brotliCompressSync} from 'node:zlib';

import type {Options} from 'tsup';

import {begin, end, workId} from './marks.ts';

type TsupPlugin = NonNullable<Options['plugins']>[number];
type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/*
The bundle is one file of two parts. The first is what every start needs: the gate, the command line, the help. The second is the work, nine tenths of it, and stands compressed in a comment at the end: a start that needs no work (`--version`, `--help`, a mistyped option) neither reads nor parses it, and a Node that is too old for its syntax gets as far as the gate. What V8 makes of the work is kept for the next start: see `load-work.ts`.
*/

/** The first statement, written as one did in 2012. */
const gate = `(function () {
	var found = process.versions.node.split('.');
	if (found[0] > 22 || (+found[0] === 22 && +found[1] >= 21)) return;
	console.error('slack-im needs Node 22.21 or later; this is Node ' + process.versions.node + ' (' + process.execPath + '). Put a newer one first on the PATH; in Jenkins, name it under "tools".');
	process.exit(2);
})();`;

/** The last line shows other tools that it is CommonJS: minified, nothing else begins a line. */
export const banner = `#!/usr/bin/env node\n${gate}\nmodule.exports = {};`;

/** Puts `load-work.ts` in the place of what it loads. */
export const workIsApart: EsbuildPlugin = {
	name: 'work-is-apart',
	setup: build => {
		const namespace = 'work-is-apart';
		build.onResolve({filter: /\/work\.ts$/}, ({kind}) => (kind === 'dynamic-import' ? {path: 'work', namespace} : undefined));
		build.onLoad({filter: /.*/, namespace}, () => ({
			contents: `module.exports = require('./load-work.ts').loadWork(__filename, require);`,
			resolveDir: path.resolve('build'),
		}));
	},
};

/** Agents, and the one method of a dispatcher that they call themselves: a proxy's tunnel is opened by `connect`, which undici's own index puts there. */
const undiciIndex = `
require('./lib/dispatcher/dispatcher.js').prototype.connect = require('./lib/api/api-connect.js');
exports.Agent = require('./lib/dispatcher/agent.js');
exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent.js');
`;

/** Functions of packages that few runs call and that take long to be loaded, for what they set up: `\p{RGI_Emoji}` alone is 20 ms. */
const rare: Readonly<Record<string, readonly string[]>> = {
	'any-ascii': ['default'],
	'string-width': ['default'],
	'jsonc-parser': ['parse', 'parseTree', 'printParseErrorCode', 'visit'],
	croner: ['Cron'],
};

/** Loads a package of {@link rare} when one of its functions is first called. */
export const lazy: EsbuildPlugin = {
	name: 'lazy',
	setup: build => {
		const namespace = 'lazy';
		const filter = new RegExp(`^(?:${Object.keys(rare).join('|')})$`);
		build.onResolve({filter}, args =>
			args.namespace === namespace ? undefined : {path: args.path, namespace, pluginData: args.resolveDir},
		);
		build.onLoad({filter: /.*/, namespace}, ({path: name, pluginData}) => ({
			contents: [
				`let loaded;\nconst load = () => (loaded ??= require('${name}'));`,
				...(rare[name] ?? []).map(
					member =>
						`function ${member}_(...args) { return new.target ? new (load().${member})(...args) : load().${member}(...args); }\nexport {${member}_ as ${member}};`,
				),
			].join('\n'),
			resolveDir: String(pluginData),
		}));
	},
};

/** Leaves out what is never used, and cannot be seen to be: undici's caches, mocks and web sockets, zod's languages. */
export const slim: EsbuildPlugin = {
	name: 'slim',
	setup: build => {
		build.onLoad({filter: /[/\\]undici[/\\]index\.js$/}, () => ({
			contents: undiciIndex,
			loader: 'js',
		}));
		build.onLoad({filter: /[/\\]zod[/\\]v4[/\\]locales[/\\]index\.js$/}, () => ({
			contents: "export {default as en} from './en.js';",
			loader: 'js',
		}));
	},
};

/** With a single byte for each character, Node parses a text in half the time. */
const ascii = (code: string): string => {
	if (/String\.raw`[^`]*[^\0-\x7f][^`]*`/.test(code)) throw new Error('String.raw would show the escapes');
	return code.replaceAll(/[^\0-\x7f]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
};

const writtenFile = (name: string, writtenFiles: readonly {readonly name: string}[]): string => {
	const file = writtenFiles.find(written => written.name.endsWith(name));
	if (!file) throw new Error(`the build wrote no ${name}`);
	return file.name;
};

/** The plugins of the two builds; the first part waits for the second and takes it in. */
export const joined = (): {readonly work: TsupPlugin; readonly cli: TsupPlugin} => {
	let resolve: ((file: string) => void) | undefined;
	const promise = new Promise<string>(settle => {
		resolve = settle;
	});
	return {
		work: {name: 'work', buildEnd: ({writtenFiles}) => resolve?.(writtenFile('work.cjs', writtenFiles))},
		cli: {
			name: 'cli',
			buildEnd: async ({writtenFiles}) => {
				const file = writtenFile('cli.cjs', writtenFiles);
				const workFile = await promise;
				const [cli, work] = [ascii(await readFile(file, 'utf8')), ascii(await readFile(workFile, 'utf8'))];
				const whole = `(function (exports, require, module, __filename, __dirname) {${work}\n})`;
				const id = createHash('sha256').update(whole).digest('hex').slice(0, 16);
				const light = cli.replaceAll(workId, id);
				if (light === cli) throw new Error('nothing loads the work');
				await writeFile(file, `${light}\n${begin}${brotliCompressSync(whole).toString('base64')}${end}\n`);
				await rm(workFile);
			},
		},
	};
};
