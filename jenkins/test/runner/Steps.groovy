import java.nio.file.Files
import java.nio.file.StandardCopyOption

/** The steps: each does what Jenkins' own does, as far as a pipeline can tell. */
class Steps {
	final Build build
	final Shell shell

	Steps(Build build) {
		this.build = build
		shell = new Shell(build)
	}

	/** Calls a step by its name, as a script does. */
	Object call(String name, List arguments) {
		def body = arguments && arguments[-1] instanceof Closure ? arguments[-1] as Closure : null
		def values = body ? arguments[0..<-1] : arguments
		if (name in build.libraryFiles().keySet()) return build.libraryScript(name).invokeMethod('call', arguments as Object[])
		if (name == 'println') name = 'echo'
		if (name in build.options.without || !Names.STEPS.containsKey(name) && !Names.VALUES.containsKey(name)) throw new NoSuchMethodError("No such DSL method '$name' found among steps")
		def known = Names.STEPS[name]
		if (known == null) return values && values[0] instanceof Map ? [type: name] + (values[0] as Map) : [type: name, value: values ? values[0] : null]
		def step = values && values[0] instanceof Map ? new LinkedHashMap(values[0] as Map) : values ? [(known ? known[0] : 'value'): values[0]] : [:]
		def isBinding = Names.VALUES.containsKey(name) && !body && (step.variable || step.usernameVariable || step.keyFileVariable)
		if (isBinding) return [type: name] + step
		if (name in Names.NEED_WORKSPACE) build.folder()
		build.checkTime()
		if (!this.metaClass.respondsTo(this, name, Map, Closure)) throw new NoSuchMethodError("the step $name is not one that can be run here")
		this.invokeMethod(name, [step, body] as Object[])
	}

	// Text and results

	def echo(Map step, Closure body) { build.say(step.message) }
	def error(Map step, Closure body) { throw new AbortException(step.message) }
	def unstable(Map step, Closure body) { build.say("WARNING: $step.message"); build.worsen('UNSTABLE') }
	def script(Map step, Closure body) { body() }
	def properties(Map step, Closure body) { build.say("[properties] $step.properties") }

	def catchError(Map step, Closure body) {
		try { return body() } catch (Interrupted problem) {
			if (step.catchInterruptions == false) throw problem
			caught(step, problem)
		} catch (Exception problem) { caught(step, problem) }
	}

	private void caught(Map step, Exception problem) {
		build.say("ERROR: ${step.message ? step.message + ': ' : ''}$problem.message")
		def result = step.containsKey('buildResult') ? step.buildResult : problem instanceof Interrupted ? problem.result : 'FAILURE'
		if (result) build.worsen(result.toString())
	}

	def warnError(Map step, Closure body) {
		try { return body() } catch (Exception problem) {
			build.say("WARNING: $step.message: $problem.message")
			build.worsen('UNSTABLE')
		}
	}

	def retry(Map step, Closure body) {
		for (int i = 1; ; i++) try { return body() } catch (AbortException problem) {
			build.say("ERROR: $problem.message")
			if (i >= (step.count as int)) throw problem
			build.say('Retrying')
		}
	}

	// Processes and files

	def sh(Map step, Closure body) { shell.run(step) }
	def bat(Map step, Closure body) { throw new AbortException('Batch scripts can only be run on Windows nodes') }
	def isUnix(Map step, Closure body) { !build.options.windows }
	def pwd(Map step, Closure body) { step.tmp ? build.folder().path + '@tmp' : build.folder().path }
	def fileExists(Map step, Closure body) { file(step.file).exists() }
	def readFile(Map step, Closure body) {
		if (!file(step.file).file) throw new AbortException("java.nio.file.NoSuchFileException: $step.file")
		file(step.file).getText((step.encoding ?: 'UTF-8') as String)
	}
	def writeFile(Map step, Closure body) { file(step.file).with { parentFile.mkdirs(); setText(step.text.toString(), (step.encoding ?: 'UTF-8') as String) } }
	def deleteDir(Map step, Closure body) { build.folder().with { deleteDir(); mkdirs() } }
	def checkout(Map step, Closure body) { build.checkout() }
	def tool(Map step, Closure body) { "/tools/$step.name".toString() }
	def sleep(Map step, Closure body) { build.say("Sleeping for $step.time") }
	def load(Map step, Closure body) { build.parse(file(step.path)).run() }

	private File file(Object path) {
		def name = path.toString()
		new File(name).absolute ? new File(name) : new File(build.folder(), name)
	}

	def dir(Map step, Closure body) {
		def folder = file(step.path)
		folder.mkdirs()
		build.folders << folder
		try { return body() } finally { build.folders.remove(build.folders.size() - 1) }
	}

	def ws(Map step, Closure body) { dir([path: build.folder().path + '@' + step.dir], body) }
	def node(Map step, Closure body) { build.onAgent(step.label, body) }
	def stage(Map step, Closure body) { build.say("[Pipeline] { ($step.name)"); build.scoped([STAGE_NAME: step.name], body) }
	def withEnv(Map step, Closure body) { build.scoped(step.overrides.collectEntries { it.toString().split('=', 2) as List }, body) }

	def lock(Map step, Closure body) {
		build.say("Trying to acquire lock on [${([step.resource ?: step.label] + (step.extra ?: [])*.resource).join(', ')}]")
		body()
	}

	def timeout(Map step, Closure body) {
		def seconds = (step.time as long) * ([SECONDS: 1, MINUTES: 60, HOURS: 3600, DAYS: 86_400][(step.unit ?: 'MINUTES').toString()])
		build.deadlines << System.nanoTime() + seconds * 1_000_000_000L
		try { return body() } finally { build.deadlines.remove(build.deadlines.size() - 1) }
	}

	def parallel(Map step, Closure body) {
		def problems = []
		step.each { name, branch ->
			if (branch instanceof Closure) try { branch() } catch (Exception problem) {
				build.say("Failed in branch $name: $problem.message")
				problems << problem
			}
		}
		if (problems) throw problems[0]
	}

	// Credentials

	def withCredentials(Map step, Closure body) {
		def variables = [:]
		step.bindings.each { binding ->
			def value = secret(binding.credentialsId)
			switch (binding.type) {
				case 'usernamePassword':
					def (user, password) = value.split(':', 2)
					variables << [(binding.usernameVariable): user, (binding.passwordVariable): password]
					break
				case ['file', 'sshUserPrivateKey']:
					def file = new File(build.folder().path + '@tmp', "secret-${binding.credentialsId}")
					file.parentFile.mkdirs()
					file.text = value
					variables[binding.variable ?: binding.keyFileVariable] = file.path
					break
				default: variables[binding.variable] = value
			}
		}
		build.secrets << variables
		try { return body() } finally { build.secrets.remove(build.secrets.size() - 1) }
	}

	String secret(Object id) {
		def value = build.options.credentials[id.toString()]
		if (value == null) throw new AbortException("Could not find credentials entry with ID '$id'")
		value
	}

	// Reports, artifacts and stashes

	def junit(Map step, Closure body) {
		build.say('Recording test results')
		def files = Globs.find(build.folder(), step.testResults)
		if (!files) return nothing(step, 'No test report files were found. Configuration error?')
		def report = new Report()
		files.each { report.read(new File(build.folder(), it), it) }
		report.lines.each { build.say("  $it") }
		build.say("  $report.total tests, $report.failed failed, $report.skipped skipped")
		if (report.total == 0) return nothing(step, 'None of the test reports contained any result')
		if (build.report) {
			report.total += build.report.total
			report.failed += build.report.failed
			report.skipped += build.report.skipped
			report.failures = build.report.failures + report.failures
		}
		build.report = report
		if (report.failed > 0 && !step.skipMarkingBuildUnstable) build.worsen('UNSTABLE')
		summary(report)
	}

	private Map nothing(Map step, String why) {
		if (!step.allowEmptyResults) throw new AbortException(why)
		build.say(why)
		summary(new Report())
	}

	private Map summary(Report report) { [totalCount: report.total, failCount: report.failed, skipCount: report.skipped, passCount: report.total - report.failed - report.skipped] }

	def archiveArtifacts(Map step, Closure body) {
		def files = Globs.find(build.folder(), step.artifacts, step.excludes)
		build.say("Archiving artifacts $files")
		if (!files) {
			def why = "No artifacts found that match the file pattern \"$step.artifacts\". Configuration error?"
			if (!step.allowEmptyArchive) throw new AbortException(why)
			build.say(why)
		}
		copy(files, build.folder(), build.archive)
	}

	private void copy(List<String> names, File from, File to) {
		names.each {
			def target = new File(to, it)
			target.parentFile.mkdirs()
			Files.copy(new File(from, it).toPath(), target.toPath(), StandardCopyOption.REPLACE_EXISTING)
		}
	}

	def stash(Map step, Closure body) {
		def name = step.name.toString()
		def files = Globs.find(build.folder(), step.includes ?: '**', step.excludes)
		if (!files && !step.allowEmpty) throw new AbortException("No files included in stash '$name'")
		build.stashes[name] = files.collectEntries { [(it): new File(build.folder(), it).bytes] }
		copy(files, build.folder(), new File(build.archive.parentFile, "stash/$name"))
		build.say("Stashed ${files.size()} file(s)")
	}

	def unstash(Map step, Closure body) {
		def content = build.stashes[step.name.toString()]
		if (content == null) throw new AbortException("No such saved stash '$step.name'")
		content.each { name, bytes -> new File(build.folder(), name).with { parentFile.mkdirs(); it.bytes = bytes } }
	}

	def copyArtifacts(Map step, Closure body) {
		def source = build.options.artifacts[step.projectName.toString()]
		if (source == null) throw new AbortException("Unable to find project for artifact copy: $step.projectName")
		def files = Globs.find(new File(source), step.filter ?: '**', step.excludes)
		if (!files && !step.optional) throw new AbortException("Failed to copy artifacts from $step.projectName with filter: $step.filter")
		def target = step.target ? file(step.target) : build.folder()
		if (step.flatten) files.each { name -> new File(target, new File(name).name).with { parentFile.mkdirs(); bytes = new File(source, name).bytes } }
		else copy(files, new File(source), target)
		build.say("Copied ${files.size()} artifact(s) from \"$step.projectName\"")
	}

	// Other jobs, and people

	def build(Map step, Closure body) {
		def job = step.job.toString()
		if (!this.build.options.jobs.containsKey(job)) throw new AbortException("No item named $job found")
		def waits = step.wait != false
		this.build.started << [job: job, parameters: (step.parameters ?: []).collectEntries { [(it.name): it.value.toString()] }, wait: waits]
		this.build.say("Scheduling project: $job")
		if (!waits) return null
		def result = this.build.options.jobs[job]
		if (result != 'SUCCESS' && step.propagate != false) throw new Interrupted("$job completed with status $result", result)
		[result: result, currentResult: result, number: 1]
	}

	def mail(Map step, Closure body) {
		if (!step.to) throw new AbortException('no recipient')
		build.mails << [to: step.to.toString(), subject: step.subject.toString(), body: step.body.toString()]
		build.say("mail to $step.to: $step.subject")
	}

	/** Answered by the option --input: approve (with values), reject or timeout. */
	def input(Map step, Closure body) {
		def onAgent = !build.folders.empty
		build.inputs << [message: step.message.toString(), ok: step.ok?.toString(), submitter: step.submitter?.toString(), onAgent: onAgent, hasTimeout: !build.deadlines.empty]
		build.say("Input requested: $step.message")
		def (answer, values) = (build.options.input ?: 'approve').split(':', 2) as List
		if (answer == 'timeout') {
			if (!build.deadlines) throw new AbortException('this input has no timeout: it would wait for ever')
			throw new Interrupted('Timeout has been exceeded')
		}
		if (answer == 'reject') throw new Interrupted('Rejected by Kim')
		def approver = build.options.approver ?: 'kim'
		if (step.submitter && !(approver in step.submitter.toString().tokenize(',')*.trim())) throw new Interrupted("$approver may not answer this input")
		build.say("Approved by $approver")
		def given = values ? values.split(',').collectEntries { it.split('=', 2) as List } : [:]
		def result = (step.parameters ?: []).collectEntries { [(it.name): given.containsKey(it.name) ? given[it.name] : it.defaultValue] }
		if (step.submitterParameter) result[step.submitterParameter.toString()] = approver
		result.size() > 1 || step.submitterParameter && step.parameters ? result : result.size() == 1 ? result.values()[0] : null
	}
}
