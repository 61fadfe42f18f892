import {readFile, rm, writeFile} from 'node:fs/promises';
import {brotliCompressSync} from 'node:zlib';

import type {Options} from 'tsup';

type TsupPlugin = NonNullable<Options['plugins']>[number];
type EsbuildPlugin = NonNullable<Options['esbuildPlugins']>[number];

/*
The bundle is one file of two parts. The first is what every start needs: the gate, the command line, the help. The second is the work, nine tenths of it, and stands compressed in a comment at the end: a start that needs no work (`--version`, `--help`, a mistyped option) neither reads nor parses it, and a Node that is too old for its syntax gets as far as the gate.
*/

const begin = '/*work:';
const end = ':work*/';
const marker = 'slack-im-work';

/** The first statement, written as one did in 2012. */
const gate = `(function () {
	var found = process.versions.node.split('.');
	if (found[0] > 22 || (+found[0] === 22 && +found[1] >= 21)) return;
	console.error('slack-im needs Node 22.21 or later; this is Node ' + process.versions.node + ' (' + process.execPath + '). Put a newer one first on the PATH; in Jenkins, name it under "tools".');
	process.exit(2);
})();`;

/** Unpacks and compiles the second part, once. */
const loader = `var loadedWork;
function loadWork() {
	if (loadedWork) return loadedWork;
	var vm = require('vm');
	var text = require('fs').readFileSync(__filename, 'latin1');
	var packed = text.slice(text.lastIndexOf('/*' + 'work:') + ${begin.length}, text.lastIndexOf(':work' + '*/'));
	var code = require('zlib').brotliDecompressSync(Buffer.from(packed, 'base64'), {chunkSize: 8388608}).toString('latin1');
	var work = {exports: {}};
	vm.compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], {
		filename: __filename,
		lineOffset: 100000,
		importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
	})(work.exports, require, work, __filename, __dirname);
	return (loadedWork = work.exports);
}`;

export const banner = `#!/usr/bin/env node\n${gate}\n${loader}`;

/** Leaves `import('./work.ts')` to the loader. For so old a Node it is written as a `require`. */
export const workIsApart: EsbuildPlugin = {
	name: 'work-is-apart',
	setup: build =>
		build.onResolve({filter: /\/work\.ts$/}, ({kind}) => (kind === 'dynamic-import' ? {path: marker, external: true} : undefined)),
};

/** Agents, and the one method of a dispatcher that they call themselves: a proxy's tunnel is opened by `connect`, which undici's own index puts there. */
const undiciIndex = `
require('./lib/dispatcher/dispatcher.js').prototype.connect = require('./lib/api/api-connect.js');
exports.Agent = require('./lib/dispatcher/agent.js');
exports.EnvHttpProxyAgent = require('./lib/dispatcher/env-http-proxy-agent.js');
`;

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

const whole = (name: string, writtenFiles: readonly {readonly name: string}[]): string => {
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
		work: {name: 'work', buildEnd: ({writtenFiles}) => resolve?.(whole('work.cjs', writtenFiles))},
		cli: {
			name: 'cli',
			buildEnd: async ({writtenFiles}) => {
				const file = whole('cli.cjs', writtenFiles);
				const workFile = await promise;
				const [cli, work] = [ascii(await readFile(file, 'utf8')), ascii(await readFile(workFile, 'utf8'))];
				const light = cli.replaceAll(`require("${marker}")`, 'loadWork()');
				if (light === cli) throw new Error('nothing loads the work');
				await writeFile(file, `${light}\n${begin}${brotliCompressSync(work).toString('base64')}${end}\n`);
				await rm(workFile);
			},
		},
	};
};
