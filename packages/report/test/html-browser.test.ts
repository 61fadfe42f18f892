/// <reference lib="dom" />
import axe from 'axe-core';
import type {Browser, Page} from 'playwright-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';

import {reportCss, toHtml} from '../src/index.ts';
import {hasBrowser, jenkinsPolicy, openBrowser, serve, type Site} from './browser.ts';
import {sampleRun} from './sample.ts';

const large = [...toHtml(sampleRun(3000))].join('');
const small = [...toHtml(sampleRun(60))].join('');
const styled = (page: string): Record<string, string> => ({'/report.html': page, '/report.css': reportCss, '/favicon.ico': ''});

describe.skipIf(!hasBrowser)('the page in Chromium (needs one)', {timeout: 120_000}, () => {
	let browser: Browser;
	const sites: Site[] = [];

	beforeAll(async () => {
		browser = await openBrowser();
	}, 60_000);
	afterAll(async () => {
		await browser.close();
		await Promise.all(sites.map(async site => site.close()));
	});

	/** Opens a page and gathers what it was refused and what it complained of. */
	const open = async (
		files: Record<string, string>,
		{
			policy = jenkinsPolicy,
			listen = false,
			...options
		}: {policy?: string | undefined; listen?: boolean; colorScheme?: 'light' | 'dark'} = {},
	): Promise<{page: Page; complaints: string[]}> => {
		const site = await serve(files, policy === '' ? undefined : policy);
		sites.push(site);
		const context = await browser.newContext({viewport: {width: 1280, height: 900}, reducedMotion: 'reduce', ...options});
		const page = await context.newPage();
		const complaints: string[] = [];
		page.on('console', message => complaints.push(message.text()));
		page.on('pageerror', error => complaints.push(error.message));
		page.on('requestfailed', request => complaints.push(`${request.url()}: ${request.failure()?.errorText ?? ''}`));
		if (listen)
			await page.addInitScript(
				"globalThis.refused = []; addEventListener('securitypolicyviolation', ({effectiveDirective}) => refused.push(effectiveDirective))",
			);
		await page.goto(`${site.url}/report.html`);
		return {page, complaints};
	};

	describe('under the policy of Jenkins', () => {
		test('nothing is blocked, and the styles apply, with 3,000 people', async () => {
			const startedAt = performance.now();
			const {page, complaints} = await open(styled(large));
			const seconds = (performance.now() - startedAt) / 1000;
			expect(complaints).toEqual([]);
			expect(await page.locator('.tiles').evaluate(element => getComputedStyle(element).display)).toBe('grid');
			expect(await page.locator('body').evaluate(element => getComputedStyle(element).backgroundColor)).toBe('rgb(244, 246, 249)');
			process.stdout.write(`report.html of 3,000 people: ${(large.length / 1e6).toFixed(1)} MB, loaded in ${seconds.toFixed(2)} s\n`);
			expect(seconds).toBeLessThan(60);
			// What counts on any machine: how much there is to lay out
			expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3000 * 25);
			await page.context().close();
		});

		test('the check of the policy can fail', async () => {
			const bad = small.replace('<body>', '<body><p style="color:red">x</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">');
			const {page, complaints} = await open(styled(bad));
			expect(complaints.some(text => text.includes("violates the following Content Security Policy directive 'style-src"))).toBe(true);
			expect(complaints.some(text => text.includes('Policy directive: "img-src \'self\'"'))).toBe(true);
			await page.context().close();
		});

		test('no violation is reported to the page itself, where its sandbox would let it listen', async () => {
			const {page, complaints} = await open(styled(small), {policy: jenkinsPolicy.replace('sandbox; ', ''), listen: true});
			expect(complaints).toEqual([]);
			expect(await page.evaluate('refused')).toEqual([]);
			await page.evaluate("document.body.setAttribute('style', 'color: red')");
			expect(await page.evaluate('refused')).toEqual(['style-src-attr']);
			await page.context().close();
		});

		test('every section is reached by its link', async () => {
			const {page} = await open(styled(large));
			const links = page.getByRole('navigation', {name: 'Sections'}).getByRole('link');
			const names = await links.allTextContents();
			expect(names).toEqual(['Needs a person', 'dev-server', 'model-office', 'sales-demo', 'Left out', 'Access', 'About this run']);
			for (const [index, name] of names.entries()) {
				await links.nth(index).click();
				const heading = page.getByRole('heading', {level: 2}).nth(index);
				expect(await heading.textContent()).toContain(name);
				await expect.poll(async () => heading.evaluate(element => element.getBoundingClientRect().top), {timeout: 5000}).toBeLessThan(900);
				expect(await heading.isVisible()).toBe(true);
			}
			await page.context().close();
		});

		test('by keyboard alone: past the header, and every part opens', async () => {
			const {page} = await open(styled(small));
			await page.keyboard.press('Tab');
			const skip = page.getByRole('link', {name: 'Skip to the content'});
			expect(await skip.evaluate(element => element === document.activeElement && element.getBoundingClientRect().top >= 0)).toBe(true);
			await page.keyboard.press('Enter');
			expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
			const closed = page.locator('details:not([open]) > summary');
			const before = await closed.count();
			expect(before).toBeGreaterThan(2);
			for (let left = before; left > 0; left--) {
				await closed.first().focus();
				expect(await closed.first().evaluate(element => getComputedStyle(element).outlineStyle)).toBe('solid');
				await page.keyboard.press('Enter');
			}
			expect(await closed.count()).toBe(0);
			await page.context().close();
		});

		test('all 3,000 people are there, in tables that are laid out when they are seen', async () => {
			const {page} = await open(styled(large));
			const access = page.locator('#access');
			await access.locator('summary').click();
			expect(await access.locator('tbody tr').count()).toBe(3002);
			expect(
				await access
					.locator('.chunk')
					.first()
					.evaluate(element => getComputedStyle(element).contentVisibility),
			).toBe('auto');
			const startedAt = performance.now();
			await access.locator('tbody tr').last().scrollIntoViewIfNeeded();
			expect(await access.locator('tbody tr').last().isVisible()).toBe(true);
			expect(performance.now() - startedAt).toBeLessThan(5000);
			await page.context().close();
		});

		test('dark where the reader wants it dark', async () => {
			const {page, complaints} = await open(styled(small), {colorScheme: 'dark'});
			expect(complaints).toEqual([]);
			expect(await page.locator('body').evaluate(element => getComputedStyle(element).backgroundColor)).toBe('rgb(16, 20, 26)');
			await page.context().close();
		});

		test('printed, what is folded is unfolded', async () => {
			const {page} = await open(styled(small));
			const isShown = async (): Promise<boolean> =>
				page
					.locator('#access tbody tr')
					.first()
					.evaluate(element => element.checkVisibility());
			expect(await isShown()).toBe(false);
			await page.emulateMedia({media: 'print'});
			expect(await isShown()).toBe(true);
			await page.context().close();
		});

		test('nothing scrolls sideways on a phone but tables', async () => {
			const {page} = await open(styled(small));
			await page.setViewportSize({width: 360, height: 780});
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
			await page.context().close();
		});
	});

	test('without its style sheet it is readable', async () => {
		const {page} = await open({'/report.html': small, '/favicon.ico': ''});
		await page.evaluate(() => {
			for (const part of document.querySelectorAll('details')) part.open = true;
		});
		const text = await page.locator('body').innerText();
		for (const part of [
			'A target could not be used',
			'--allow removals=',
			'Bo 王',
			'"AGENT" → "LEAD"',
			'Accounts that nobody in Slack claims',
			'a guest of the workspace',
			'Who has access to what',
		])
			expect(text).toContain(part);
		expect(
			await page
				.locator('.chart svg[role=img]')
				.first()
				.evaluate(element => element.getBoundingClientRect().width),
		).toBe(640);
		expect(
			await page
				.locator('.chart rect')
				.first()
				.evaluate(element => getComputedStyle(element).fill),
		).toBe('rgb(46, 158, 99)');
		await page.context().close();
	});

	test.each(['light', 'dark'] as const)('axe finds nothing serious, %s', async colorScheme => {
		const {page} = await open(styled(small), {policy: '', colorScheme});
		await page.evaluate(() => {
			for (const part of document.querySelectorAll('details')) part.open = true;
		});
		await page.addScriptTag({content: axe.source});
		const violations = await page.evaluate(
			'axe.run().then(({violations}) => violations.map(({id, impact, nodes}) => `${impact} ${id}: ${nodes[0].html} ${nodes[0].failureSummary}`))',
		);
		expect(violations).toEqual([]);
		await page.context().close();
	});
});
