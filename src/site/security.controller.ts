import { Controller, Get, Header, Inject } from '@nestjs/common';
import { Clock } from '@libs/clock/clock';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeController } from '@nestjs/swagger';
import { escapeHtml, page } from './page';
import { securityTxt } from './security-txt';

/** For who finds a hole: whom to tell, and what to expect. */
@ApiExcludeController()
@Controller()
@Public()
export class SecurityController {
  constructor(
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get('.well-known/security.txt')
  @Header('Content-Type', 'text/plain; charset=utf-8')
  contact(): string {
    return securityTxt(this.settings, this.clock.now());
  }

  @Get('security')
  @Header('Content-Type', 'text/html; charset=utf-8')
  policy(): string {
    return page(
      'Security',
      `<h1>Reporting a vulnerability</h1>
<p>Write to <code>${escapeHtml(this.settings.securityContact)}</code>, in English. Say what you did, what came of it and what you expected; a trace id (<code>Trace-Id</code>) of a call that shows it helps most. Leave out other people's data.</p>
<h2>What we ask</h2>
<p>Try it in a sandbox of your own: <a href="/docs">sign up</a>, and use the key of the test tenant. Don't read, change or delete what is not yours, don't stop the service for others, and give us time to mend it before you publish.</p>
<h2>What you can expect</h2>
<p>Nobody will take action against you for a report made in good faith in this way. You are told what becomes of it.</p>
<h2>What we know of</h2>
<p>A call that brings an API key over plain HTTP is refused, and the key's owner is told: see <a href="/problems/https_required"><code>https_required</code></a>. The same in a form that programs read: <a href="/.well-known/security.txt">security.txt</a>.</p>`,
    );
  }
}
