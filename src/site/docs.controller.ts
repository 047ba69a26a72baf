import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Controller, Get, Header, Param, Redirect, StreamableFile } from '@nestjs/common';
import { Problem } from '@libs/http/problem';
import { Public } from '@libs/http/scopes.decorator';
import { ApiExcludeController } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import { docsPage, DOCS_SCRIPT } from './docs-page';
import { OpenApiDocument } from './openapi-document';
import { SITE_ICON } from './site-icon';
import { SITE_STYLE } from './site-style';

interface Asset {
  readonly type: string;
  readonly content: Buffer;
}

const CSS = 'text/css; charset=utf-8';
const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Everything that pages load, by name: nothing else is read from the disk, whatever a path says. */
const ASSETS: ReadonlyMap<string, Asset> = new Map([
  ['icon.svg', { type: 'image/svg+xml', content: Buffer.from(SITE_ICON) }],
  ['site.css', { type: CSS, content: Buffer.from(SITE_STYLE) }],
  ['start.js', { type: JAVASCRIPT, content: Buffer.from(DOCS_SCRIPT) }],
  ['swagger-ui.css', { type: CSS, content: ofSwaggerUi('swagger-ui.css') }],
  ['swagger-ui-bundle.js', { type: JAVASCRIPT, content: ofSwaggerUi('swagger-ui-bundle.js') }],
]);

function ofSwaggerUi(file: string): Buffer {
  return readFileSync(join(dirname(require.resolve('swagger-ui-dist/package.json')), file));
}

@ApiExcludeController()
@Controller()
@Public()
export class DocsController {
  constructor(private readonly openApi: OpenApiDocument) {}

  @Get()
  @Redirect('/docs', 302)
  home(): void {
    // The page of the API is its explorer.
  }

  @Get('openapi.json')
  document(): OpenAPIObject {
    return this.openApi.get();
  }

  @Get('docs')
  @Header('Content-Type', 'text/html; charset=utf-8')
  page(): string {
    return docsPage();
  }

  @Get('docs/:asset')
  @Header('Cache-Control', 'public, max-age=3600')
  asset(@Param('asset') name: string): StreamableFile {
    const asset = ASSETS.get(name);
    if (asset === undefined) throw new Problem('not_found', 'There is no such page.');
    return new StreamableFile(asset.content, { type: asset.type, length: asset.content.length });
  }
}
