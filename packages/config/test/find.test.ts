import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {describe, expect, test} from 'vitest';

import {findConfig} from '../src/read/find.ts';

const tree = (...files: string[]): string => {
	const root = mkdtempSync(path.join(tmpdir(), 'slack-im-find-'));
	for (const file of files) {
		mkdirSync(path.join(root, path.dirname(file)), {recursive: true});
		if (!file.endsWith('/')) writeFileSync(path.join(root, file), '');
		else mkdirSync(path.join(root, file), {recursive: true});
	}
	return root;
};

describe('the config file', () => {
	test('is the nearest from the working folder upwards', async () => {
		const root = tree('.git/', 'slack-im.config.yaml', 'a/slack-im.config.json', 'a/b/x');
		expect(await findConfig(path.join(root, 'a/b'))).toBe(path.join(root, 'a/slack-im.config.json'));
		expect(await findConfig(root)).toBe(path.join(root, 'slack-im.config.yaml'));
	});

	test('is not sought beyond the folder with .git, which may be a file', async () => {
		const root = tree('slack-im.config.yaml', 'repository/.git', 'repository/a/x');
		expect(await findConfig(path.join(root, 'repository/a'))).toBeUndefined();
	});

	test('without a .git anywhere it is the working folder’s', async () => {
		const root = tree('slack-im.config.ts', 'a/x');
		expect(await findConfig(path.join(root, 'a'))).toBeUndefined();
		expect(await findConfig(root)).toBe(path.join(root, 'slack-im.config.ts'));
	});

	test('two in one folder are a mistake that names both', async () => {
		const root = tree('slack-im.config.yaml', 'slack-im.config.ts');
		await expect(findConfig(root)).rejects.toThrow(
			/holds several config files: slack-im\.config\.yaml, slack-im\.config\.ts\n {2}keep one, or say which with --config slack-im\.config\.yaml/,
		);
		expect(await findConfig(root, 'slack-im.config.ts')).toBe(path.join(root, 'slack-im.config.ts'));
	});

	test.each(['js', 'cjs', 'json5', 'toml'])('one that is .%s is not passed over', async extension => {
		const root = tree(`slack-im.config.${extension}`);
		await expect(findConfig(root)).rejects.toThrow(`a config cannot be a .${extension} file`);
		expect(await findConfig(tree(`slack-im.config.${extension}`, 'slack-im.config.yaml'))).toMatch(/yaml$/);
	});

	test('a --config that is not there is a mistake with the nearest file', async () => {
		const root = tree('slack-im.config.yaml');
		await expect(findConfig(root, 'slack-im.config.yml')).rejects.toThrow(
			'--config slack-im.config.yml: there is no such file\n  did you mean slack-im.config.yaml?',
		);
		await expect(findConfig(root, '.')).rejects.toThrow('--config . is a folder, not a file');
	});
});
