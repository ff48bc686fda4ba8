	.file	1 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/cmp.rs"
	.file	2 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/iter/range.rs"
	.file	3 "/tiny" "src/lib.rs"
	.file	5 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/num/uint_macros.rs"
	.file	9 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/ptr/non_null.rs"
	.file	10 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/slice/iter/macros.rs"
_RNvCse7wyIAsUEcr_4tiny11largest_u16:   # @_RNvCse7wyIAsUEcr_4tiny11largest_u16
	.cfi_startproc
# %bb.0:
	.file	11 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/slice/mod.rs"
	.loc	11 156 16 prologue_end          # library/core/src/slice/mod.rs:156:16 @[ src/lib.rs:59:28 @[ src/lib.rs:70:5 ] ]
	testq	%rsi, %rsi
	je	.LBB2_1
# %bb.2:
	.loc	3 59 20                         # src/lib.rs:59:20 @[ src/lib.rs:70:5 ]
	movzwl	(%rdi), %edx
	movw	$1, %ax
	.loc	1 1916 50                       # library/core/src/cmp.rs:1916:50 @[ library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ] ]
	cmpq	$1, %rsi
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	je	.LBB2_11
# %bb.3:
	leaq	-1(%rsi), %r9
	addq	$-2, %rsi
	movl	%r9d, %ecx
	andl	$3, %ecx
	movl	$1, %r8d
	cmpq	$3, %rsi
	jae	.LBB2_5
# %bb.4:
	.loc	2 0 12 is_stmt 0                # library/core/src/iter/range.rs:0:12
	movl	%edx, %esi
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	jmp	.LBB2_9
.LBB2_1:
	.loc	2 0 12                          # library/core/src/iter/range.rs:0:12
	xorl	%eax, %eax
                                        # implicit-def: $dx
                                        # kill: def $ax killed $ax killed $eax
                                        # kill: def $dx killed $dx killed $edx
	.loc	3 71 2 is_stmt 1                # src/lib.rs:71:2
	retq
.LBB2_5:
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	andq	$-4, %r9
	xorl	%r8d, %r8d
	movl	%edx, %esi
	.loc	2 0 12 is_stmt 0                # :0:12
.LBB2_6:                                # =>This Inner Loop Header: Depth=1
	.loc	3 61 12 is_stmt 1               # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	movzwl	2(%rdi,%r8,2), %r10d
	.loc	1 1920 50                       # library/core/src/cmp.rs:1920:50 @[ src/lib.rs:61:12 @[ src/lib.rs:70:5 ] ]
	cmpw	%si, %r10w
	.loc	3 61 12                         # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	cmoval	%r10d, %esi
	cmoval	%r10d, %edx
	movzwl	4(%rdi,%r8,2), %r10d
	.loc	1 1920 50                       # library/core/src/cmp.rs:1920:50 @[ src/lib.rs:61:12 @[ src/lib.rs:70:5 ] ]
	cmpw	%si, %r10w
	.loc	3 61 12                         # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	cmoval	%r10d, %esi
	cmoval	%r10d, %edx
	movzwl	6(%rdi,%r8,2), %r10d
	.loc	1 1920 50                       # library/core/src/cmp.rs:1920:50 @[ src/lib.rs:61:12 @[ src/lib.rs:70:5 ] ]
	cmpw	%si, %r10w
	.loc	3 61 12                         # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	cmoval	%r10d, %esi
	cmoval	%r10d, %edx
	movzwl	8(%rdi,%r8,2), %r10d
	.loc	1 1920 50                       # library/core/src/cmp.rs:1920:50 @[ src/lib.rs:61:12 @[ src/lib.rs:70:5 ] ]
	cmpw	%si, %r10w
	.loc	3 61 12                         # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	cmoval	%r10d, %esi
	cmoval	%r10d, %edx
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	addq	$4, %r8
	cmpq	%r8, %r9
	jne	.LBB2_6
# %bb.7:
	testq	%rcx, %rcx
	je	.LBB2_11
# %bb.8:
	.loc	2 0 12 is_stmt 0                # library/core/src/iter/range.rs:0:12
	incq	%r8
.LBB2_9:
	.loc	2 772 12 is_stmt 1              # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	leaq	(%rdi,%r8,2), %rdi
	xorl	%r8d, %r8d
	.loc	2 0 12 is_stmt 0                # :0:12
.LBB2_10:                               # =>This Inner Loop Header: Depth=1
	.loc	3 61 12 is_stmt 1               # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	movzwl	(%rdi,%r8,2), %r9d
	.loc	1 1920 50                       # library/core/src/cmp.rs:1920:50 @[ src/lib.rs:61:12 @[ src/lib.rs:70:5 ] ]
	cmpw	%si, %r9w
	.loc	3 61 12                         # src/lib.rs:61:12 @[ src/lib.rs:70:5 ]
	cmoval	%r9d, %esi
	cmoval	%r9d, %edx
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:60:15 @[ src/lib.rs:70:5 ] ] ]
	incq	%r8
	cmpq	%r8, %rcx
	jne	.LBB2_10
.LBB2_11:
                                        # kill: def $ax killed $ax killed $eax
                                        # kill: def $dx killed $dx killed $edx
	.loc	3 71 2                          # src/lib.rs:71:2
	retq
	.cfi_endproc
_RNvCse7wyIAsUEcr_4tiny3dot:            # @_RNvCse7wyIAsUEcr_4tiny3dot
	.cfi_startproc
# %bb.0:
	.loc	1 1916 50 prologue_end          # library/core/src/cmp.rs:1916:50 @[ library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ] ]
	testq	%rsi, %rsi
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	je	.LBB3_1
# %bb.2:
	.loc	3 7 57                          # src/lib.rs:7:57
	leaq	-1(%rsi), %rax
	cmpq	%rax, %rcx
	jbe	.LBB3_11
# %bb.3:
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	cmpq	$8, %rsi
	jae	.LBB3_6
# %bb.4:
	.loc	2 0 12 is_stmt 0                # library/core/src/iter/range.rs:0:12
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	jmp	.LBB3_5
.LBB3_1:
	xorl	%eax, %eax
                                        # kill: def $eax killed $eax killed $rax
	.loc	3 10 2 is_stmt 1                # src/lib.rs:10:2
	retq
.LBB3_6:
	.loc	3 0 2 is_stmt 0                 # src/lib.rs:0:2
	movabsq	$2305843009213693944, %rcx      # imm = 0x1FFFFFFFFFFFFFF8
	andq	%rsi, %rcx
	.loc	2 772 12 is_stmt 1              # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	leaq	(,%rsi,4), %rax
	andq	$-32, %rax
	pxor	%xmm0, %xmm0
	xorl	%r8d, %r8d
	pxor	%xmm1, %xmm1
	.loc	2 0 12 is_stmt 0                # :0:12
.LBB3_7:                                # =>This Inner Loop Header: Depth=1
	.loc	3 7 32 is_stmt 1                # src/lib.rs:7:32
	movdqu	(%rdi,%r8), %xmm2
	movdqu	16(%rdi,%r8), %xmm3
	.loc	3 7 57 is_stmt 0                # src/lib.rs:7:57
	movdqu	(%rdx,%r8), %xmm4
	movdqu	16(%rdx,%r8), %xmm5
	.loc	5 2533 13 is_stmt 1             # library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:7:44 ]
	pshufd	$245, %xmm4, %xmm6              # xmm6 = xmm4[1,1,3,3]
	pmuludq	%xmm2, %xmm4
	pshufd	$232, %xmm4, %xmm4              # xmm4 = xmm4[0,2,2,3]
	pshufd	$245, %xmm2, %xmm2              # xmm2 = xmm2[1,1,3,3]
	pmuludq	%xmm6, %xmm2
	pshufd	$232, %xmm2, %xmm2              # xmm2 = xmm2[0,2,2,3]
	punpckldq	%xmm2, %xmm4            # xmm4 = xmm4[0],xmm2[0],xmm4[1],xmm2[1]
	.loc	5 2457 13                       # library/core/src/num/uint_macros.rs:2457:13 @[ src/lib.rs:7:19 ]
	paddd	%xmm4, %xmm1
	.loc	5 2533 13                       # library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:7:44 ]
	pshufd	$245, %xmm5, %xmm2              # xmm2 = xmm5[1,1,3,3]
	pmuludq	%xmm3, %xmm5
	pshufd	$232, %xmm5, %xmm4              # xmm4 = xmm5[0,2,2,3]
	pshufd	$245, %xmm3, %xmm3              # xmm3 = xmm3[1,1,3,3]
	pmuludq	%xmm2, %xmm3
	pshufd	$232, %xmm3, %xmm2              # xmm2 = xmm3[0,2,2,3]
	punpckldq	%xmm2, %xmm4            # xmm4 = xmm4[0],xmm2[0],xmm4[1],xmm2[1]
	.loc	5 2457 13                       # library/core/src/num/uint_macros.rs:2457:13 @[ src/lib.rs:7:19 ]
	paddd	%xmm4, %xmm0
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	addq	$32, %r8
	cmpq	%r8, %rax
	jne	.LBB3_7
# %bb.8:
	paddd	%xmm1, %xmm0
	pshufd	$238, %xmm0, %xmm1              # xmm1 = xmm0[2,3,2,3]
	paddd	%xmm0, %xmm1
	pshufd	$85, %xmm1, %xmm0               # xmm0 = xmm1[1,1,1,1]
	paddd	%xmm1, %xmm0
	movd	%xmm0, %eax
	jmp	.LBB3_9
.LBB3_11:
	.loc	2 0 12 is_stmt 0                # library/core/src/iter/range.rs:0:12
	pushq	%rax
	.loc	3 7 57 is_stmt 1                # src/lib.rs:7:57
	leaq	.Lanon.83bf7f6271845a816c5391f8030332fd.2(%rip), %rdx
	movq	%rcx, %rdi
	movq	%rcx, %rsi
	callq	*_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check@GOTPCREL(%rip)
.LBB3_5:
	movl	(%rdx,%rcx,4), %r8d
	.loc	5 2533 13                       # library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:7:44 ]
	imull	(%rdi,%rcx,4), %r8d
	.loc	5 844 17                        # library/core/src/num/uint_macros.rs:844:17 @[ library/core/src/iter/range.rs:213:28 @[ library/core/src/iter/range.rs:775:35 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ] ] ]
	incq	%rcx
	.loc	5 2457 13                       # library/core/src/num/uint_macros.rs:2457:13 @[ src/lib.rs:7:19 ]
	addl	%r8d, %eax
.LBB3_9:
	.loc	2 772 12                        # library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	cmpq	%rcx, %rsi
	jne	.LBB3_5
# %bb.10:
                                        # kill: def $eax killed $eax killed $rax
	.loc	3 10 2                          # src/lib.rs:10:2
	retq
	.cfi_endproc
	.file	14 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/intrinsics/mod.rs"
_RNvCse7wyIAsUEcr_4tiny5texts:          # @_RNvCse7wyIAsUEcr_4tiny5texts
	.loc	3 37 0 is_stmt 1                # src/lib.rs:37:0
	.cfi_startproc
# %bb.0:
	pushq	%rbp
	pushq	%r15
	pushq	%r14
	pushq	%r13
	pushq	%r12
	pushq	%rbx
	subq	$72, %rsp
	movq	%rsi, 40(%rsp)                  # 8-byte Spill
	movq	%rdi, 32(%rsp)                  # 8-byte Spill
	.file	15 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/vec/mod.rs"
	.loc	15 464 9 prologue_end           # library/alloc/src/vec/mod.rs:464:9 @[ src/lib.rs:38:21 ]
	movq	$0, (%rsp)
	movq	$8, 8(%rsp)
	movq	$0, 16(%rsp)
	movq	%rdx, 24(%rsp)                  # 8-byte Spill
	.loc	9 1720 9                        # library/core/src/ptr/non_null.rs:1720:9 @[ library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:39:18 ] ]
	testq	%rdx, %rdx
	.loc	10 180 28                       # library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:39:18 ]
	je	.LBB6_27
# %bb.1:
	.loc	10 0 28 is_stmt 0               # library/core/src/slice/iter/macros.rs:0:28
	movq	%rcx, %r14
	testq	%rcx, %rcx
	.loc	14 457 8 is_stmt 1              # library/core/src/intrinsics/mod.rs:457:8 @[ library/core/src/num/uint_macros.rs:1251:16 @[ src/lib.rs:40:26 ] ]
	je	.LBB6_20
# %bb.2:
	.loc	14 0 8 is_stmt 0                # library/core/src/intrinsics/mod.rs:0:8
	shlq	$3, 24(%rsp)                    # 8-byte Folded Spill
	xorl	%r15d, %r15d
                                        # implicit-def: $rbp
	jmp	.LBB6_3
.LBB6_26:                               #   in Loop: Header=BB6_3 Depth=1
	.file	16 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/raw_vec/mod.rs"
	.loc	16 612 9 is_stmt 1              # library/alloc/src/raw_vec/mod.rs:612:9 @[ library/alloc/src/raw_vec/mod.rs:607:14 @[ library/alloc/src/raw_vec/mod.rs:295:20 @[ library/alloc/src/vec/mod.rs:2000:18 @[ library/alloc/src/vec/mod.rs:1032:28 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ] ] ] ]
	movq	8(%rsp), %rax
	.file	17 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/ptr/mut_ptr.rs"
	.loc	17 961 18                       # library/core/src/ptr/mut_ptr.rs:961:18 @[ library/alloc/src/vec/mod.rs:1032:41 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ]
	leaq	(%r12,%r12,2), %rcx
	.file	18 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/ptr/mod.rs"
	.loc	18 1917 41                      # library/core/src/ptr/mod.rs:1917:41 @[ library/alloc/src/vec/mod.rs:1033:13 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ]
	movq	%rbx, (%rax,%rcx,8)
	movq	%rbp, 8(%rax,%rcx,8)
	movq	%rbx, 16(%rax,%rcx,8)
	.loc	15 1034 13                      # library/alloc/src/vec/mod.rs:1034:13 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	incq	%r12
	movq	%r12, 16(%rsp)
	.loc	9 1720 9                        # library/core/src/ptr/non_null.rs:1720:9 @[ library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:39:18 ] ]
	addq	$8, %r15
	cmpq	%r15, 24(%rsp)                  # 8-byte Folded Reload
	.loc	10 180 28                       # library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:39:18 ]
	je	.LBB6_27
.LBB6_3:                                # =>This Inner Loop Header: Depth=1
	.loc	10 0 28 is_stmt 0               # library/core/src/slice/iter/macros.rs:0:28
	movq	40(%rsp), %rax                  # 8-byte Reload
	.loc	3 40 20 is_stmt 1               # src/lib.rs:40:20
	movq	(%rax,%r15), %rax
	.loc	5 1256 31                       # library/core/src/num/uint_macros.rs:1256:31 @[ src/lib.rs:40:26 ]
	movq	%rax, %rcx
	orq	%r14, %rcx
	shrq	$32, %rcx
	je	.LBB6_4
# %bb.5:                                #   in Loop: Header=BB6_3 Depth=1
	xorl	%edx, %edx
	divq	%r14
	movq	%rax, %rdi
	jmp	.LBB6_6
	.loc	5 0 31 is_stmt 0                # :0:31
.LBB6_4:                                #   in Loop: Header=BB6_3 Depth=1
                                        # kill: def $eax killed $eax killed $rax
	.loc	5 1256 31                       # library/core/src/num/uint_macros.rs:1256:31 @[ src/lib.rs:40:26 ]
	xorl	%edx, %edx
	divl	%r14d
	movl	%eax, %edi
.LBB6_6:                                #   in Loop: Header=BB6_3 Depth=1
	.file	19 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/string.rs"
	.loc	19 2978 31 is_stmt 1            # library/alloc/src/string.rs:2978:31 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ]
	movl	$20, %edx
	leaq	52(%rsp), %rsi
	callq	*_RNvMsf_NtNtNtCsgEmfK2I1SDS_4core3fmt3num3impy4__fmt@GOTPCREL(%rip)
# %bb.7:                                #   in Loop: Header=BB6_3 Depth=1
	.loc	19 2978 0 is_stmt 0             # library/alloc/src/string.rs:2978 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ]
	movq	%rdx, %rbx
	.file	20 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/alloc/layout.rs"
	.loc	20 75 9 is_stmt 1               # library/core/src/alloc/layout.rs:75:9 @[ library/core/src/alloc/layout.rs:113:12 @[ library/core/src/alloc/layout.rs:529:13 @[ library/alloc/src/raw_vec/mod.rs:900:23 @[ library/alloc/src/raw_vec/mod.rs:453:28 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	testq	%rdx, %rdx
	.loc	20 113 12                       # library/core/src/alloc/layout.rs:113:12 @[ library/core/src/alloc/layout.rs:529:13 @[ library/alloc/src/raw_vec/mod.rs:900:23 @[ library/alloc/src/raw_vec/mod.rs:453:28 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	js	.LBB6_8
# %bb.22:                               #   in Loop: Header=BB6_3 Depth=1
	.loc	16 459 12                       # library/alloc/src/raw_vec/mod.rs:459:12 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	testq	%rbx, %rbx
	je	.LBB6_23
# %bb.28:                               #   in Loop: Header=BB6_3 Depth=1
	.loc	19 2978 0                       # library/alloc/src/string.rs:2978 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ]
	movq	%rax, %r13
	.file	21 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/alloc.rs"
	.loc	21 93 9                         # library/alloc/src/alloc.rs:93:9 @[ library/alloc/src/alloc.rs:190:73 @[ library/alloc/src/alloc.rs:312:9 @[ library/alloc/src/alloc.rs:429:14 @[ library/alloc/src/raw_vec/mod.rs:464:47 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	callq	*_RNvCsfLfy6EI15iL_7___rustc35___rust_no_alloc_shim_is_unstable_v2@GOTPCREL(%rip)
	movl	$1, %r12d
	.loc	21 95 9                         # library/alloc/src/alloc.rs:95:9 @[ library/alloc/src/alloc.rs:190:73 @[ library/alloc/src/alloc.rs:312:9 @[ library/alloc/src/alloc.rs:429:14 @[ library/alloc/src/raw_vec/mod.rs:464:47 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	movl	$1, %esi
	movq	%rbx, %rdi
	callq	*_RNvCsfLfy6EI15iL_7___rustc12___rust_alloc@GOTPCREL(%rip)
	.loc	16 468 25                       # library/alloc/src/raw_vec/mod.rs:468:25 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	testq	%rax, %rax
	.loc	16 468 19 is_stmt 0             # library/alloc/src/raw_vec/mod.rs:468:19 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	je	.LBB6_29
# %bb.33:                               #   in Loop: Header=BB6_3 Depth=1
	.file	22 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/slice.rs"
	.loc	22 0 0                          # library/alloc/src/slice.rs:0 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ]
	movq	%rax, %rbp
	.loc	18 547 14 is_stmt 1             # library/core/src/ptr/mod.rs:547:14 @[ library/core/src/ptr/const_ptr.rs:1252:18 @[ library/alloc/src/slice.rs:454:36 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ]
	movq	%rax, %rdi
	movq	%r13, %rsi
	movq	%rbx, %rdx
	callq	*memcpy@GOTPCREL(%rip)
	.loc	15 1025 19                      # library/alloc/src/vec/mod.rs:1025:19 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	movq	16(%rsp), %r12
	.loc	15 1028 12                      # library/alloc/src/vec/mod.rs:1028:12 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	cmpq	(%rsp), %r12
	jne	.LBB6_26
	jmp	.LBB6_25
	.loc	15 0 12 is_stmt 0               # :0:12
.LBB6_23:                               #   in Loop: Header=BB6_3 Depth=1
	movl	$1, %ebp
	.loc	15 1025 19 is_stmt 1            # library/alloc/src/vec/mod.rs:1025:19 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	movq	16(%rsp), %r12
	.loc	15 1028 12                      # library/alloc/src/vec/mod.rs:1028:12 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	cmpq	(%rsp), %r12
	jne	.LBB6_26
.LBB6_25:                               #   in Loop: Header=BB6_3 Depth=1
	.loc	15 1029 22                      # library/alloc/src/vec/mod.rs:1029:22 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ]
	movq	%rsp, %rdi
	callq	*_RNvMs3_NtCslNYArtu3iFV_5alloc7raw_vecINtB5_6RawVecNtNtB7_6string6StringE8grow_oneCsjrHSEGnQ3l9_3std@GOTPCREL(%rip)
	jmp	.LBB6_26
.LBB6_27:
	.loc	3 43 5                          # src/lib.rs:43:5
	movq	16(%rsp), %rcx
	movq	32(%rsp), %rax                  # 8-byte Reload
	movq	%rcx, 16(%rax)
	movq	(%rsp), %rcx
	movq	%rcx, (%rax)
	movq	8(%rsp), %rcx
	movq	%rcx, 8(%rax)
	.loc	3 44 2 epilogue_begin           # src/lib.rs:44:2
	addq	$72, %rsp
	popq	%rbx
	popq	%r12
	popq	%r13
	popq	%r14
	popq	%r15
	popq	%rbp
	retq
.LBB6_20:
	.file	23 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/option.rs"
	.loc	23 1016 21                      # library/core/src/option.rs:1016:21 @[ src/lib.rs:40:42 ]
	leaq	.Lanon.83bf7f6271845a816c5391f8030332fd.3(%rip), %rdi
	callq	*_RNvNtCsgEmfK2I1SDS_4core6option13unwrap_failed@GOTPCREL(%rip)
	jmp	.LBB6_21
.LBB6_8:
	.loc	23 0 21 is_stmt 0               # library/core/src/option.rs:0:21
	xorl	%r12d, %r12d
	.loc	20 113 12 is_stmt 1             # library/core/src/alloc/layout.rs:113:12 @[ library/core/src/alloc/layout.rs:529:13 @[ library/alloc/src/raw_vec/mod.rs:900:23 @[ library/alloc/src/raw_vec/mod.rs:453:28 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	jmp	.LBB6_30
.LBB6_29:
	.loc	20 0 12 is_stmt 0               # library/core/src/alloc/layout.rs:0:12
	movq	%rbx, %rbp
.LBB6_30:
	.loc	16 441 25 is_stmt 1             # library/alloc/src/raw_vec/mod.rs:441:25 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ]
	movq	%r12, %rdi
	movq	%rbp, %rsi
	callq	*_RNvNtCslNYArtu3iFV_5alloc7raw_vec12handle_error@GOTPCREL(%rip)
.LBB6_21:
	.loc	16 0 25 is_stmt 0               # library/alloc/src/raw_vec/mod.rs:0:25
	ud2
.LBB6_31:
	movq	%rax, %r14
	.loc	16 459 12 is_stmt 1             # library/alloc/src/raw_vec/mod.rs:459:12 @[ library/alloc/src/raw_vec/mod.rs:433:15 @[ library/alloc/src/raw_vec/mod.rs:177:20 @[ library/alloc/src/vec/mod.rs:965:20 @[ library/alloc/src/slice.rs:448:29 @[ library/alloc/src/slice.rs:400:16 @[ library/alloc/src/slice.rs:376:14 @[ library/alloc/src/slice.rs:842:14 @[ library/alloc/src/str.rs:211:62 @[ library/alloc/src/string.rs:3114:11 @[ library/alloc/src/string.rs:3045:21 @[ library/alloc/src/string.rs:2894:9 @[ library/alloc/src/string.rs:2978:46 @[ library/alloc/src/string.rs:2894:9 @[ src/lib.rs:41:25 ] ] ] ] ] ] ] ] ] ] ] ] ] ]
	testq	%rbx, %rbx
	.loc	16 632 39                       # library/alloc/src/raw_vec/mod.rs:632:39 @[ library/alloc/src/raw_vec/mod.rs:872:52 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:1038:5 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ] ] ] ] ] ]
	je	.LBB6_12
# %bb.32:
	.loc	21 115 14                       # library/alloc/src/alloc.rs:115:14 @[ library/alloc/src/alloc.rs:209:22 @[ library/alloc/src/alloc.rs:324:9 @[ library/alloc/src/alloc.rs:442:23 @[ library/alloc/src/raw_vec/mod.rs:874:28 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:1038:5 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ] ] ] ] ] ] ] ] ]
	movl	$1, %edx
	movq	%rbp, %rdi
	movq	%rbx, %rsi
	callq	*_RNvCsfLfy6EI15iL_7___rustc14___rust_dealloc@GOTPCREL(%rip)
	.loc	21 200 9                        # library/alloc/src/alloc.rs:200:9 @[ library/alloc/src/alloc.rs:324:9 @[ library/alloc/src/alloc.rs:442:23 @[ library/alloc/src/raw_vec/mod.rs:874:28 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:1038:5 @[ library/alloc/src/vec/mod.rs:992:22 @[ src/lib.rs:41:15 ] ] ] ] ] ] ] ] ] ]
	jmp	.LBB6_12
.LBB6_9:
	.loc	21 0 9 is_stmt 0                # library/alloc/src/alloc.rs:0:9
	jmp	.LBB6_11
.LBB6_10:
.LBB6_11:
	movq	%rax, %r14
.LBB6_12:
	.loc	18 805 1 is_stmt 1              # library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ]
	movq	8(%rsp), %rbx
	movq	16(%rsp), %r15
	.loc	18 805 1 is_stmt 0              # library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ]
	testq	%r15, %r15
	jne	.LBB6_13
.LBB6_17:
	.loc	18 805 1                        # library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ]
	movq	(%rsp), %rax
	.loc	16 632 39 is_stmt 1             # library/alloc/src/raw_vec/mod.rs:632:39 @[ library/alloc/src/raw_vec/mod.rs:872:52 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ]
	testq	%rax, %rax
	je	.LBB6_19
# %bb.18:
	.loc	5 1232 17                       # library/core/src/num/uint_macros.rs:1232:17 @[ library/alloc/src/raw_vec/mod.rs:640:53 @[ library/alloc/src/raw_vec/mod.rs:872:52 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ] ]
	shlq	$3, %rax
	leaq	(%rax,%rax,2), %rsi
	.loc	21 115 14                       # library/alloc/src/alloc.rs:115:14 @[ library/alloc/src/alloc.rs:209:22 @[ library/alloc/src/alloc.rs:324:9 @[ library/alloc/src/alloc.rs:442:23 @[ library/alloc/src/raw_vec/mod.rs:874:28 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ] ] ] ]
	movl	$8, %edx
	movq	%rbx, %rdi
	callq	*_RNvCsfLfy6EI15iL_7___rustc14___rust_dealloc@GOTPCREL(%rip)
.LBB6_19:
	.loc	21 0 14 is_stmt 0               # library/alloc/src/alloc.rs:0:14
	movq	%r14, %rdi
	callq	_Unwind_Resume@PLT
.LBB6_13:
	.loc	16 632 39 is_stmt 1             # library/alloc/src/raw_vec/mod.rs:632:39 @[ library/alloc/src/raw_vec/mod.rs:872:52 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ] ] ] ] ]
	leaq	8(%rbx), %r12
	movq	_RNvCsfLfy6EI15iL_7___rustc14___rust_dealloc@GOTPCREL(%rip), %r13
	jmp	.LBB6_14
	.loc	16 0 39 is_stmt 0               # :0:39
.LBB6_16:                               #   in Loop: Header=BB6_14 Depth=1
	.loc	18 805 1 is_stmt 1              # library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ]
	addq	$24, %r12
	decq	%r15
	je	.LBB6_17
.LBB6_14:                               # =>This Inner Loop Header: Depth=1
	.loc	18 805 1                        # library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ]
	movq	-8(%r12), %rsi
	.loc	16 632 39                       # library/alloc/src/raw_vec/mod.rs:632:39 @[ library/alloc/src/raw_vec/mod.rs:872:52 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ] ] ] ] ]
	testq	%rsi, %rsi
	je	.LBB6_16
# %bb.15:                               #   in Loop: Header=BB6_14 Depth=1
	.loc	18 805 1                        # library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ]
	movq	(%r12), %rdi
	.loc	21 115 14                       # library/alloc/src/alloc.rs:115:14 @[ library/alloc/src/alloc.rs:209:22 @[ library/alloc/src/alloc.rs:324:9 @[ library/alloc/src/alloc.rs:442:23 @[ library/alloc/src/raw_vec/mod.rs:874:28 @[ library/alloc/src/raw_vec/mod.rs:423:29 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/core/src/ptr/mod.rs:805:1 @[ library/alloc/src/vec/mod.rs:4224:13 @[ library/core/src/ptr/mod.rs:805:1 @[ src/lib.rs:44:1 ] ] ] ] ] ] ] ] ] ] ] ]
	movl	$1, %edx
	callq	*%r13
	jmp	.LBB6_16
	.cfi_endproc
	.file	24 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/alloc/src/str.rs"
	.file	25 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/ptr/const_ptr.rs"
_RNvCse7wyIAsUEcr_4tiny8position:       # @_RNvCse7wyIAsUEcr_4tiny8position
	.cfi_startproc
# %bb.0:
	.loc	3 28 5 prologue_end             # src/lib.rs:28:5
	shlq	$2, %rsi
	movq	$-1, %r8
	xorl	%eax, %eax
	.loc	3 0 5 is_stmt 0                 # :0:5
.LBB7_1:                                # =>This Inner Loop Header: Depth=1
	.loc	9 1720 9 is_stmt 1              # library/core/src/ptr/non_null.rs:1720:9 @[ library/core/src/slice/iter/macros.rs:180:28 @[ library/core/src/iter/adapters/enumerate.rs:80:27 @[ src/lib.rs:28:27 ] ] ]
	testq	%rsi, %rsi
	.loc	10 180 28                       # library/core/src/slice/iter/macros.rs:180:28 @[ library/core/src/iter/adapters/enumerate.rs:80:27 @[ src/lib.rs:28:27 ] ]
	je	.LBB7_2
# %bb.3:                                #   in Loop: Header=BB7_1 Depth=1
	.loc	3 29 12                         # src/lib.rs:29:12
	leaq	1(%r8), %rcx
	addq	$-4, %rsi
	cmpl	%edx, 4(%rdi,%r8,4)
	movq	%rcx, %r8
	jne	.LBB7_1
# %bb.4:
	.loc	3 0 12 is_stmt 0                # src/lib.rs:0:12
	movl	$1, %eax
	.loc	3 34 2 is_stmt 1                # src/lib.rs:34:2
	movq	%rcx, %rdx
	retq
.LBB7_2:
                                        # implicit-def: $rcx
	.loc	3 34 2                          # src/lib.rs:34:2
	movq	%rcx, %rdx
	retq
	.cfi_endproc
	.file	26 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/iter/adapters/enumerate.rs"
