/** Packs every public package as it would be published and checks the tarball: publint for its manifest, attw for its types, and a build in an empty project. */
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'slack-im-pack-'));
const run = (command: string, args: string[], cwd: string): void => {
	execFileSync(command, args, {cwd, stdio: 'inherit'});
};

/** Installs the library into a project that has nothing else, compiles a program against its types, and runs it. */
const inEmptyProject = (tarball: string): void => {
	const project = path.join(folder, 'project');
	mkdirSync(project);
	writeFileSync(path.join(project, 'package.json'), JSON.stringify({name: 'empty', private: true, type: 'module'}));
	const compilerOptions = {module: 'NodeNext', target: 'ES2023', strict: true, types: ['node'], outDir: 'out'};
	writeFileSync(path.join(project, 'tsconfig.json'), JSON.stringify({compilerOptions, files: ['index.ts']}));
	writeFileSync(
		path.join(project, 'index.ts'),
		`import {classifier, sameText, slackSource, type Identity, type Source} from '@slack-im/core';

const source: Source = slackSource({token: 'xoxb-1'});
const verdictOf: (person: Identity) => {kind: 'in' | 'out' | 'leaver'} = classifier({domains: ['example.com']});
// @ts-expect-error: the types are there, and know what a token is
slackSource({token: 1});
console.log(source.kind, typeof verdictOf, sameText('ADA', 'ada'));
`,
	);
	console.log('\nan empty project');
	run('npm', ['install', '--no-audit', '--no-fund', '--silent', path.join(folder, tarball), 'typescript@7.0.2', '@types/node@22'], project);
	run('npx', ['tsc', '-p', '.'], project);
	run('node', ['out/index.js'], project);
};

try {
	for (const name of ['packages/core', 'packages/targets', 'packages/report', 'apps/cli']) {
		run('npx', ['-y', 'pnpm@12.21.0', 'pack', '--pack-destination', folder], path.join(root, name));
	}
	for (const tarball of readdirSync(folder).filter(file => file.endsWith('.tgz'))) {
		console.log(`\n${tarball}`);
		run('npx', ['publint', 'run', '--strict', path.join(folder, tarball)], root);
		run('npx', ['attw', path.join(folder, tarball), '--profile', 'esm-only', '--no-emoji'], root);
	}
	inEmptyProject(readdirSync(folder).find(file => file.startsWith('slack-im-core-'))!);
} finally {
	rmSync(folder, {recursive: true, force: true});
}
