	.file	1 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/cmp.rs"
	.file	2 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/iter/range.rs"
	.file	3 "/tiny" "src/lib.rs"
	.file	5 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/num/uint_macros.rs"
_RNvCse7wyIAsUEcr_4tiny10remainders:    // @_RNvCse7wyIAsUEcr_4tiny10remainders
	.loc	3 74 0                          // src/lib.rs:74:0
	.cfi_startproc
// %bb.0:                               // %start
	str	x30, [sp, #-16]!                // 8-byte Folded Spill
	.file	9 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/slice/iter/macros.rs"
	.loc	9 180 28 prologue_end           // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	cbz	x1, .LBB1_8
// %bb.1:                               // %bb4.lr.ph
	.loc	3 76 9                          // src/lib.rs:76:9
	cbz	w2, .LBB1_9
// %bb.2:                               // %bb4.preheader
	.loc	3 0 0 is_stmt 0                 // src/lib.rs:0
	lsl	x8, x1, #2
	.loc	9 180 28 is_stmt 1              // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	sub	x9, x8, #4
	mvn	w10, w9
	tst	x10, #0xc
	mov	x10, x0
	b.eq	.LBB1_5
// %bb.3:                               // %bb4.prol.preheader
	.loc	9 0 28 is_stmt 0                // library/core/src/slice/iter/macros.rs:0:28
	lsr	w10, w9, #2
	add	w10, w10, #1
	and	x10, x10, #0x3
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	neg	x11, x10
	mov	x10, x0
.LBB1_4:                                // %bb4.prol
                                        // =>This Inner Loop Header: Depth=1
	.loc	3 76 9 is_stmt 1                // src/lib.rs:76:9
	ldr	w12, [x10]
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	adds	x11, x11, #1
	.loc	3 76 9                          // src/lib.rs:76:9
	udiv	w13, w12, w2
	msub	w12, w13, w2, w12
	str	w12, [x10], #4
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	b.lo	.LBB1_4
.LBB1_5:                                // %bb4.prol.loopexit
	cmp	x9, #12
	b.lo	.LBB1_8
// %bb.6:                               // %bb4.preheader1
	.loc	9 0 28 is_stmt 0                // library/core/src/slice/iter/macros.rs:0:28
	add	x8, x0, x8
.LBB1_7:                                // %bb4
                                        // =>This Inner Loop Header: Depth=1
	mov	x9, x10
	.loc	3 76 9 is_stmt 1                // src/lib.rs:76:9
	ldr	w10, [x10]
	ldp	w11, w14, [x9, #4]
	udiv	w12, w10, w2
	ldr	w15, [x9, #12]
	udiv	w13, w11, w2
	msub	w10, w12, w2, w10
	udiv	w16, w14, w2
	msub	w11, w13, w2, w11
	stp	w10, w11, [x9]
	.file	10 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/ptr/non_null.rs"
	.loc	10 659 28                       // library/core/src/ptr/non_null.rs:659:28 @[ library/core/src/slice/iter/macros.rs:185:40 @[ src/lib.rs:75:18 ] ]
	add	x10, x9, #16
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	cmp	x10, x8
	.loc	3 76 9                          // src/lib.rs:76:9
	udiv	w17, w15, w2
	msub	w12, w16, w2, w14
	msub	w13, w17, w2, w15
	stp	w12, w13, [x9, #8]
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:75:18 ]
	b.ne	.LBB1_7
.LBB1_8:                                // %bb3
	.loc	3 78 2 epilogue_begin           // src/lib.rs:78:2
	ldr	x30, [sp], #16                  // 8-byte Folded Reload
	ret
.LBB1_9:                                // %panic
	.loc	3 76 9                          // src/lib.rs:76:9
	adrp	x8, :got:_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const23panic_const_rem_by_zero
	adrp	x0, .Lalloc_8be7aa9ff377b69e996dac066835d675
	add	x0, x0, :lo12:.Lalloc_8be7aa9ff377b69e996dac066835d675
	ldr	x8, [x8, :got_lo12:_RNvNtNtCsgEmfK2I1SDS_4core9panicking11panic_const23panic_const_rem_by_zero]
	blr	x8
	.cfi_endproc
_RNvCse7wyIAsUEcr_4tiny3dot:            // @_RNvCse7wyIAsUEcr_4tiny3dot
	.loc	3 4 0                           // src/lib.rs:4:0
	.cfi_startproc
// %bb.0:                               // %start
	str	x30, [sp, #-16]!                // 8-byte Folded Spill
	.loc	2 772 12 prologue_end           // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	cbz	x1, .LBB3_4
// %bb.1:                               // %bb4.preheader
	.loc	3 7 57                          // src/lib.rs:7:57
	sub	x8, x1, #1
	cmp	x3, x8
	b.ls	.LBB3_11
// %bb.2:                               // %bb4.preheader10
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	cmp	x1, #7
	b.hi	.LBB3_5
// %bb.3:
	.loc	2 0 12 is_stmt 0                // library/core/src/iter/range.rs:0:12
	mov	w8, wzr
	mov	x9, xzr
	b	.LBB3_8
.LBB3_4:
	mov	w8, wzr
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	b	.LBB3_10
.LBB3_5:                                // %vector.ph
	.loc	2 0 12                          // library/core/src/iter/range.rs:0:12
	movi	v0.2d, #0000000000000000
	movi	v1.2d, #0000000000000000
	and	x9, x1, #0x1ffffffffffffff8
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	add	x8, x2, #16
	add	x10, x0, #16
	and	x11, x1, #0x1ffffffffffffff8
.LBB3_6:                                // %vector.body
                                        // =>This Inner Loop Header: Depth=1
	.loc	3 7 32 is_stmt 1                // src/lib.rs:7:32
	ldp	q2, q3, [x10, #-16]
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	subs	x11, x11, #8
	.loc	3 7 57                          // src/lib.rs:7:57
	ldp	q4, q5, [x8, #-16]
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	add	x8, x8, #32
	add	x10, x10, #32
	.loc	5 2457 13                       // library/core/src/num/uint_macros.rs:2457:13 @[ src/lib.rs:7:19 ]
	mla	v0.4s, v4.4s, v2.4s
	mla	v1.4s, v5.4s, v3.4s
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	b.ne	.LBB3_6
// %bb.7:                               // %middle.block
	add	v0.4s, v1.4s, v0.4s
	cmp	x1, x9
	addv	s0, v0.4s
	fmov	w8, s0
	b.eq	.LBB3_10
.LBB3_8:                                // %bb4.preheader1
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	lsl	x11, x9, #2
	sub	x9, x1, x9
	add	x10, x2, x11
	add	x11, x0, x11
.LBB3_9:                                // %bb4
                                        // =>This Inner Loop Header: Depth=1
	.loc	3 7 32                          // src/lib.rs:7:32
	ldr	w12, [x11], #4
	.loc	1 1916 50                       // library/core/src/cmp.rs:1916:50 @[ library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ] ]
	subs	x9, x9, #1
	.loc	3 7 57                          // src/lib.rs:7:57
	ldr	w13, [x10], #4
	.loc	5 2457 13                       // library/core/src/num/uint_macros.rs:2457:13 @[ src/lib.rs:7:19 ]
	madd	w8, w13, w12, w8
	.loc	2 772 12                        // library/core/src/iter/range.rs:772:12 @[ library/core/src/iter/range.rs:857:14 @[ src/lib.rs:6:18 ] ]
	b.ne	.LBB3_9
.LBB3_10:                               // %bb5
	.loc	3 10 2                          // src/lib.rs:10:2
	mov	w0, w8
	.loc	3 10 2 epilogue_begin is_stmt 0 // src/lib.rs:10:2
	ldr	x30, [sp], #16                  // 8-byte Folded Reload
	ret
.LBB3_11:                               // %panic1
	.loc	3 7 57 is_stmt 1                // src/lib.rs:7:57
	adrp	x8, :got:_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check
	adrp	x2, .Lalloc_04a04b8298913d6c356ae5bbb39cfb26
	add	x2, x2, :lo12:.Lalloc_04a04b8298913d6c356ae5bbb39cfb26
	ldr	x8, [x8, :got_lo12:_RNvNtCsgEmfK2I1SDS_4core9panicking18panic_bounds_check]
	mov	x0, x3
	mov	x1, x3
	blr	x8
	.cfi_endproc
_RNvCse7wyIAsUEcr_4tiny5mixed:          // @_RNvCse7wyIAsUEcr_4tiny5mixed
	.cfi_startproc
// %bb.0:                               // %start
	.loc	3 48 21 prologue_end            // src/lib.rs:48:21
	ldp	q0, q1, [x2, #96]
	stp	q0, q1, [x8, #96]
	ldp	q0, q2, [x2, #128]
	stp	q0, q2, [x8, #128]
	ldp	q1, q0, [x2, #32]
	stp	q1, q0, [x8, #32]
	ldp	q2, q0, [x2, #64]
	stp	q2, q0, [x8, #64]
	ldp	q1, q0, [x2]
	stp	q1, q0, [x8]
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:49:18 ]
	cbz	x1, .LBB5_4
// %bb.1:                               // %bb6.preheader
	.loc	9 0 28 is_stmt 0                // library/core/src/slice/iter/macros.rs:0:28
	sub	sp, sp, #208
	stp	x29, x30, [sp, #112]            // 16-byte Folded Spill
	stp	x28, x27, [sp, #128]            // 16-byte Folded Spill
	stp	x26, x25, [sp, #144]            // 16-byte Folded Spill
	stp	x24, x23, [sp, #160]            // 16-byte Folded Spill
	stp	x22, x21, [sp, #176]            // 16-byte Folded Spill
	stp	x20, x19, [sp, #192]            // 16-byte Folded Spill
	.loc	3 51 25 is_stmt 1               // src/lib.rs:51:25
	ldp	x24, x14, [x8, #16]
	.loc	3 0 0 is_stmt 0                 // src/lib.rs:0
	lsl	x15, x1, #3
	.loc	3 51 73                         // src/lib.rs:51:73
	ldp	x3, x10, [x8, #80]
	ldr	x2, [x8, #72]
	ldp	x11, x12, [x8, #96]
	str	x8, [sp]                        // 8-byte Spill
	str	x14, [sp, #104]                 // 8-byte Spill
	ldr	x14, [x8, #32]
	.loc	3 51 25                         // src/lib.rs:51:25
	ldp	x18, x4, [x8]
	str	x14, [sp, #88]                  // 8-byte Spill
	ldp	x14, x27, [x8, #40]
	.loc	3 51 73                         // src/lib.rs:51:73
	ldp	x5, x13, [x8, #112]
	ldp	x7, x6, [x8, #128]
	str	x14, [sp, #96]                  // 8-byte Spill
	ldp	x14, x9, [x8, #56]
	ldp	x19, x17, [x8, #144]
	mov	x8, x10
	mov	x10, x11
	mov	x11, x12
	stp	x9, x14, [sp, #72]              // 16-byte Folded Spill
.LBB5_2:                                // %bb6
                                        // =>This Inner Loop Header: Depth=1
	.loc	3 0 73                          // src/lib.rs:0:73
	ldr	x23, [x0], #8
	.file	14 "/rustc/59807616e1fa2540724bfbac14d7976d7e4a3860" "library/core/src/intrinsics/mod.rs"
	.loc	14 2029 14 is_stmt 1            // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x20, x4, #57
	ror	x22, x24, #57
	ror	x21, x18, #57
	ror	x30, x2, #57
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x4, x20, x23
	mov	x1, x3
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x12, x5, #57
	ror	x14, x7, #57
	ror	x16, x6, #57
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x9, x22, x23
	mov	x22, x17
	ldp	x20, x17, [sp, #96]             // 16-byte Folded Reload
	mul	x18, x21, x23
	mov	x21, x2
	mov	x2, x8
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x8, x8, #57
	ror	x24, x17, #57
	ror	x26, x20, #57
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x30, x30, x23
	stp	x9, x15, [sp, #56]              // 16-byte Folded Spill
	mul	x9, x24, x23
	ldr	x24, [sp, #88]                  // 8-byte Reload
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x18, x18, x17
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x17, x22, #57
	ror	x25, x24, #57
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x4, x4, x24
	ldr	x24, [sp, #56]                  // 8-byte Reload
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x12, x12, x23
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x24, x24, x20
	str	x9, [sp, #48]                   // 8-byte Spill
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x9, x25, x23
	mov	x25, x27
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x27, x27, #57
	ldr	x20, [sp, #48]                  // 8-byte Reload
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x14, x14, x23
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x25, x20, x25
	str	x25, [sp, #104]                 // 8-byte Spill
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x16, x16, x23
	str	x9, [sp, #40]                   // 8-byte Spill
	mul	x9, x26, x23
	ldr	x20, [sp, #40]                  // 8-byte Reload
	mov	x26, x0
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x0, x19, #57
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x17, x17, x23
	mul	x0, x0, x23
	str	x9, [sp, #32]                   // 8-byte Spill
	mul	x9, x27, x23
	ldp	x15, x27, [sp, #72]             // 16-byte Folded Reload
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x17, x17, x24
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x28, x27, #57
	ror	x29, x15, #57
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x25, x20, x27
	ldr	x20, [sp, #32]                  // 8-byte Reload
	str	x25, [sp, #88]                  // 8-byte Spill
	str	x9, [sp, #24]                   // 8-byte Spill
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x9, x28, x23
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x25, x20, x15
	ldr	x15, [sp, #24]                  // 8-byte Reload
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x28, x8, x23
	mov	x8, x11
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x11, x11, #57
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x27, x15, x21
	str	x25, [sp, #96]                  // 8-byte Spill
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x11, x11, x23
	str	x9, [sp, #16]                   // 8-byte Spill
	mul	x9, x29, x23
	ldr	x15, [sp, #16]                  // 8-byte Reload
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x15, x15, x1
	str	x15, [sp, #80]                  // 8-byte Spill
	eor	x11, x11, x7
	eor	x7, x14, x22
	str	x9, [sp, #8]                    // 8-byte Spill
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x9, x3, #57
	mov	x3, x10
	ror	x10, x10, #57
	ldr	x15, [sp, #8]                   // 8-byte Reload
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x29, x9, x23
	mov	x9, x5
	mov	x5, x13
	.loc	14 2029 14                      // library/core/src/intrinsics/mod.rs:2029:14 @[ library/core/src/num/uint_macros.rs:386:20 @[ src/lib.rs:51:35 ] ]
	ror	x13, x13, #57
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x15, x15, x2
	eor	x2, x30, x3
	.loc	5 2533 13                       // library/core/src/num/uint_macros.rs:2533:13 @[ src/lib.rs:51:50 ]
	mul	x10, x10, x23
	str	x15, [sp, #72]                  // 8-byte Spill
	ldr	x15, [sp, #64]                  // 8-byte Reload
	mul	x13, x13, x23
	.loc	10 1720 9                       // library/core/src/ptr/non_null.rs:1720:9 @[ library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:49:18 ] ]
	subs	x15, x15, #8
	.loc	3 51 13                         // src/lib.rs:51:13
	eor	x3, x29, x8
	eor	x8, x28, x9
	eor	x10, x10, x5
	eor	x5, x12, x6
	eor	x6, x16, x18
	eor	x13, x13, x19
	eor	x19, x0, x4
	mov	x0, x26
	.loc	9 180 28                        // library/core/src/slice/iter/macros.rs:180:28 @[ src/lib.rs:49:18 ]
	b.ne	.LBB5_2
// %bb.3:                               // %bb5.loopexit
	.loc	9 0 28 is_stmt 0                // library/core/src/slice/iter/macros.rs:0:28
	ldp	x14, x15, [sp, #88]             // 16-byte Folded Reload
	mov	x12, x11
	mov	x11, x10
	mov	x10, x8
	ldr	x8, [sp]                        // 8-byte Reload
	ldr	x9, [sp, #80]                   // 8-byte Reload
	ldp	x22, x21, [sp, #176]            // 16-byte Folded Reload
	.loc	3 51 0 is_stmt 1                // src/lib.rs:51
	stp	x14, x15, [x8, #32]
	ldr	x15, [sp, #104]                 // 8-byte Reload
	stp	x27, x9, [x8, #48]
	ldp	x26, x25, [sp, #144]            // 16-byte Folded Reload
	stp	x24, x15, [x8, #16]
	ldr	x9, [sp, #72]                   // 8-byte Reload
	stp	x19, x17, [x8, #144]
	ldp	x20, x19, [sp, #192]            // 16-byte Folded Reload
	stp	x18, x4, [x8]
	ldp	x24, x23, [sp, #160]            // 16-byte Folded Reload
	stp	x9, x2, [x8, #64]
	ldp	x28, x27, [sp, #128]            // 16-byte Folded Reload
	.loc	3 51 13 is_stmt 0               // src/lib.rs:51:13
	stp	x3, x10, [x8, #80]
	ldp	x29, x30, [sp, #112]            // 16-byte Folded Reload
	stp	x11, x12, [x8, #96]
	.loc	3 51 0                          // src/lib.rs:51
	stp	x5, x13, [x8, #112]
	stp	x7, x6, [x8, #128]
	add	sp, sp, #208
.LBB5_4:                                // %bb5
	.loc	3 55 2 is_stmt 1                // src/lib.rs:55:2
	ret
	.cfi_endproc
