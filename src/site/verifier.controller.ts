import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeController } from '@nestjs/swagger';
import { projectFolder } from '../project-folder';

const FILE = 'verify-audit.mjs';

/** The program that checks an export of the trail, for whoever has no copy of the repository. */
@ApiExcludeController()
@Controller(FILE)
@Public()
export class VerifierController {
  private readonly program = readFileSync(join(projectFolder(), 'bin', FILE), 'utf8');

  @Get()
  @Header('Content-Type', 'text/javascript; charset=utf-8')
  @Header('Cache-Control', 'public, max-age=3600')
  show(): string {
    return this.program;
  }
}
