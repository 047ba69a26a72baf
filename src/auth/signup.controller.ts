import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { RequestOrigin } from '@libs/http/origin';
import type { Origin } from '@libs/http/origin';
import { Public } from '@libs/http/scopes.decorator';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { SignupDto } from './dto/signup.dto';
import { SignupResponse, toSignupResponse } from './dto/signup.response';
import { SignupLimitGuard } from './limits/signup-limit.guard';
import { SignupService } from './signup.service';

@ApiTags('Sign-up')
@Controller('v1/signup')
export class SignupController {
  constructor(private readonly signups: SignupService) {}

  @Post()
  @Public()
  @UseGuards(SignupLimitGuard)
  @ApiOperation({
    summary: 'Create a tenant, its sandbox and a key for each',
    description: 'The only time the secrets are shown.',
    operationId: 'signUp',
    security: [],
  })
  @ApiCreatedResponse({ type: SignupResponse })
  async signUp(@Body() body: SignupDto, @RequestOrigin() origin: Origin): Promise<SignupResponse> {
    return toSignupResponse(await this.signups.signUp(body, origin));
  }
}
